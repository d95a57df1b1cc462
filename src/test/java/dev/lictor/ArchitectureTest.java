package dev.lictor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lictor.consul.ConsulApi;
import dev.lictor.time.MonotonicClock;
import io.quarkus.scheduler.Scheduled;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What depends on what. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lictor");

    /** Packages whose types decide from values alone: the same question always has the same answer. */
    private static final String[] DECISIONS = {
        "dev.lictor.bootstrap.plan..",
        "dev.lictor.cluster..",
        "dev.lictor.manifests..",
        "dev.lictor.sidecar.readiness.."
    };

    /** Types that decide, in packages that also act: the last word of their names says so, and guards a new type, too. */
    private static final String LAST_WORDS_OF_DECISIONS =
            ".*(Decision|Evaluation|Evidence|Ownership|Plan|Planner|Policy|Rules|State|Status|Step|Survey|Validator|Verdict)";

    /** They date certificates, backups and a page, and judge credentials that end at a date. */
    private static final String DATES =
            "(MonotonicClock|BackupJob|StatusRoutes|KubernetesConnection|DiffCommand|RenderCommand|LocalUpCommand)";

    @Test
    void decisionsReadNoClock() {
        noClasses()
                .that(are(decisions()))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .check(CLASSES);
    }

    /** What is left goes by {@link MonotonicClock}: a clock that is set must neither end nor lengthen a wait. */
    @Test
    void theTimeOfDayIsReadOnlyWhereItIsADate() {
        noClasses()
                .that(are(not(named(DATES))))
                .should()
                .accessTargetWhere(are(timesOfDay()))
                .check(CLASSES);
    }

    /** Quarkus' scheduler compares times of day, so it stands still for as long as the clock was set back. */
    @Test
    void nothingOfASidecarThatMustComeInTimeIsScheduled() {
        noMethods()
                .that()
                .areDeclaredInClassesThat(are(not(named("GarbageCollectionJob"))))
                .should()
                .beAnnotatedWith(Scheduled.class)
                .check(CLASSES);
    }

    @Test
    void decisionsAskNobody() {
        noClasses()
                .that(are(decisions()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "io.fabric8.kubernetes.client..",
                        "jakarta..",
                        "java.net.http..",
                        "picocli..")
                .check(CLASSES);
    }

    @Test
    void readersOfASidecarAskNobody() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.lictor.sidecar.health..", "dev.lictor.sidecar.metrics..", "dev.lictor.sidecar.page..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ConsulApi.class)
                .check(CLASSES);
    }

    @Test
    void bouncyCastleStaysInItsPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lictor.pki..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void theKubernetesClientStaysBehindItsPort() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.lictor.kubernetes..", "dev.lictor.cli..", "dev.lictor.nativeimage..")
                .should()
                .dependOnClassesThat(are(kubernetesClient()))
                .check(CLASSES);
    }

    @Test
    void nobodyDependsOnTheCommandLine() {
        classes()
                .that()
                .resideInAPackage("dev.lictor.cli..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.lictor", "dev.lictor.cli..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.lictor.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noNameSaysNothing() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Service")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .filteredOn(type -> type.getSimpleName().equals("package-info"))
                .isNotEmpty()
                .allMatch(type -> type.isAnnotatedWith(NullMarked.class));
        var described = CLASSES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .toList();
        assertThat(CLASSES).allMatch(type -> described.contains(type.getPackageName()));
    }

    private static DescribedPredicate<JavaAccess<?>> timesOfDay() {
        return DescribedPredicate.describe("readings of the time of day", access -> {
            var owner = access.getTargetOwner();
            return switch (access.getTarget().getName()) {
                case "now" -> owner.getPackageName().startsWith("java.time");
                case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
                case "system" -> owner.isEquivalentTo(InstantSource.class) || owner.isEquivalentTo(Clock.class);
                default ->
                    owner.isEquivalentTo(Clock.class)
                            && access.getTarget().getName().startsWith("system");
            };
        });
    }

    private static DescribedPredicate<JavaClass> decisions() {
        return resideInAnyPackage(DECISIONS)
                .or(DescribedPredicate.describe(
                        "named as decisions are", type -> type.getSimpleName().matches(LAST_WORDS_OF_DECISIONS)));
    }

    private static DescribedPredicate<JavaClass> named(String pattern) {
        return DescribedPredicate.describe(
                "named " + pattern, type -> type.getSimpleName().matches(pattern));
    }

    /** But for its writer of YAML, which asks nobody. */
    private static DescribedPredicate<JavaClass> kubernetesClient() {
        return DescribedPredicate.describe(
                "the Kubernetes client",
                type -> type.getPackageName().startsWith("io.fabric8.kubernetes.client")
                        && !type.getSimpleName().equals("Serialization"));
    }
}
