package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.StrictNamespace;
import dev.lictor.testing.servers.ApiProxy;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas, ranges and policies of administrators, on a real API server. Each test has a namespace of its own. */
class PolicyIT {
    private static final Path MANIFESTS = Path.of("k8s");
    private static final Path ANSWERS = Path.of("src/test/resources/kubernetes-answers/1.37.2");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String LIMITS = "--set=lictor.resources.consul-limits=cpu=1,memory=512Mi";
    private static final String SIDECAR_LIMITS = "--set=lictor.resources.lictor-limits=cpu=200m,memory=128Mi";

    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void aFullQuotaIsNoMissingRight() {
        var job = BootstrapJob.inNewNamespace(api);
        quota(job, "few", "count/configmaps=1,count/secrets=20");

        var refused = job.run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refusals(refused))
                .containsExactly(
                        "lictor: cannot patch configmap/consul-config: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1",
                        "lictor: have the ResourceQuota raised, or make room in the namespace",
                        "lictor: the objects written so far stay, and no others were written; fix that and run again");
    }

    @Test
    void aNamespaceThatIsBeingDeletedIsSaidOnce() {
        var job = BootstrapJob.inNewNamespace(api);
        api.kubectl("create", "configmap", "held", "--namespace=" + job.namespace());
        api.kubectl(
                "patch",
                "configmap",
                "held",
                "--namespace=" + job.namespace(),
                "--patch={\"metadata\": {\"finalizers\": [\"example.com/hold\"]}}");
        api.kubectl("delete", "namespace", job.namespace(), "--wait=false");

        var refused = new BootstrapJob(api, job.namespace(), api.kubeconfig()).run("--no-wait");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refusals(refused))
                .hasSize(3)
                .first()
                .asString()
                .startsWith(
                        "lictor: cannot create secret/consul-ca, secret/consul-gossip, secret/consul-tls, or patch ")
                .endsWith("because it is being terminated");
    }

    @Test
    void aPolicyThatDeniesAnObjectIsNamedWithWhatItDemandsAndCanBeMet() {
        var job = BootstrapJob.inNewNamespace(api);
        apply(labelPolicy(job.namespace()));
        awaitRefusal(
                job,
                () -> api.administrator()
                        .resource(new StatefulSetBuilder()
                                .withNewMetadata()
                                .withName("bare")
                                .withNamespace(job.namespace())
                                .endMetadata()
                                .withNewSpec()
                                .withNewSelector()
                                .addToMatchLabels("app", "bare")
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .addToLabels("app", "bare")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("bare")
                                .withImage("bare")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                        .dryRun()
                        .create());

        var refused = job.run("--no-wait");
        job.succeeds("--set=lictor.extra.labels=team=stores");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refusals(refused))
                .containsExactly(
                        "lictor: cannot write statefulset/consul: ValidatingAdmissionPolicy '%1$s-labels' with binding '%1$s-labels' denied request: every StatefulSet needs the label team"
                                .formatted(job.namespace()),
                        "lictor: an admission policy denies it, whoever asks: set what it demands (docs/how-to/policies.md), or ask its owner for an exception",
                        "lictor: the objects written so far stay, and no others were written; fix that and run again");
    }

    @Test
    void anApiServerThatRefusesDryRunsIsToldOnceWithWhatCanBeDone() throws IOException {
        var job = BootstrapJob.inNewNamespace(api);
        try (var proxy = new ApiProxy(job.kubeconfig())) {
            proxy.refuseDryRuns(Files.readString(ANSWERS.resolve("no-dry-run.json")));

            var refused = new BootstrapJob(api, job.namespace(), proxy.by(job.kubeconfig())).run("--no-wait");

            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refusals(refused)).hasSize(3);
            assertThat(refusals(refused).getFirst())
                    .startsWith(
                            "lictor: cannot create secret/consul-ca, secret/consul-gossip, secret/consul-tls, or patch ")
                    .endsWith(": admission webhook \"policy.example.org\" does not support dry run");
            assertThat(refusals(refused).get(1)).contains("sideEffects", "lictor render");
            assertThat(proxy.writes(job.namespace())).isEmpty();
        }
    }

    @Test
    void podsThatAQuotaRefusesAreReportedWithItsWords() {
        var job = BootstrapJob.inNewNamespace(api);
        quota(job, "limits", "limits.cpu=4,limits.memory=4Gi");

        var late = job.run("--no-verify", "--set=lictor.rollout-timeout=5s");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.complaints())
                .anyMatch(line -> line.contains(
                                "consul-0, consul-1, consul-2: no pod: failed quota: limits: must specify limits.cpu for: consul,lictor,prepare")
                        && line.contains("lictor.resources.consul-limits"));
    }

    @Test
    void claimsThatARangeRefusesAreReportedWithItsWords() {
        var job = BootstrapJob.inNewNamespace(api);
        apply(StrictNamespace.limitRange(job.namespace()));

        var late = job.run("--no-verify", "--set=lictor.rollout-timeout=5s", "--set=lictor.storage.size=20Gi");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.complaints())
                .anyMatch(line -> line.contains(
                                "no pod: maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi")
                        && line.contains("lictor.storage.size"));
    }

    @Test
    void whoMayNotListEventsIsToldWhereTheReasonIs() {
        var job = BootstrapJob.inNewNamespace(api, (resource, verb) -> !resource.equals("events"));
        quota(job, "limits", "limits.cpu=4,limits.memory=4Gi");

        var late = job.run("--no-verify", "--set=lictor.rollout-timeout=5s");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.complaints())
                .anyMatch(line -> line.contains("consul-0: no pod; kubectl -n %s describe statefulset/consul says why"
                        .formatted(job.namespace())));
    }

    /** The component with-probes as well: also the pods of the CronJob pass. */
    @Test
    void settingsMeetAQuotaALimitRangeAndAPolicyOfLimitsAndProbes() throws IOException {
        api.kubectl("create", "namespace", "strict");
        var strict = new BootstrapJob(api, "strict", api.kubeconfig());
        apply(StrictNamespace.quota("strict"));
        apply(StrictNamespace.limitRange("strict"));
        apply(StrictNamespace.policy("strict"));
        awaitQuota(strict, "counted");
        awaitRefusal(
                strict,
                () -> api.administrator()
                        .resource(new PodBuilder()
                                .withNewMetadata()
                                .withName("bare")
                                .withNamespace("strict")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("bare")
                                .withImage("bare")
                                .endContainer()
                                .endSpec()
                                .build())
                        .dryRun()
                        .create());
        var manifests = manifestsOf("strict");
        var kustomization = manifests.resolve("kustomization.yaml");
        Files.writeString(kustomization, Files.readString(kustomization) + "components: [with-probes]\n");
        api.kubectl("apply", "-k", manifests.toString());
        var job = new BootstrapJob(api, "strict", api.kubeconfigOf("strict", "lictor-bootstrap"));

        api.kubectl("create", "job", "now", "--from=cronjob/lictor-bootstrap", "--namespace=strict");
        job.succeeds(LIMITS, SIDECAR_LIMITS, "--set=lictor.consul-probes=tcp");

        assertThat(images(job, 1, "batch.kubernetes.io/job-name=now")).allMatch(image -> image.startsWith("lictor:"));
        assertThat(images(job, 3, "app.kubernetes.io/component=server")).allMatch(image -> image.contains("consul:"));
    }

    /** Kubernetes cannot change a Job, so the manifests have a CronJob. */
    @Test
    void manifestsThatAreAppliedAgainAfterAChangeTakeEffect() throws IOException {
        var manifests = manifestsOf("applied-again");
        api.kubectl("apply", "-k", manifests.toString());
        var kustomization = manifests.resolve("kustomization.yaml");
        Files.writeString(kustomization, Files.readString(kustomization).replaceAll("newTag: .*", "newTag: 9.9.9"));

        api.kubectl("apply", "-k", manifests.toString());
        api.kubectl("create", "job", "now", "--from=cronjob/lictor-bootstrap", "--namespace=applied-again");

        var job = new BootstrapJob(api, "applied-again", api.kubeconfig());
        assertThat(images(job, 1, "batch.kubernetes.io/job-name=now")).containsExactly("lictor:9.9.9");
    }

    private static List<String> refusals(FinishedProcess finished) {
        return finished.complaints().stream()
                .filter(line -> !line.startsWith("lictor: warning: ") && !line.startsWith("lictor: unknown: "))
                .toList();
    }

    private static void quota(BootstrapJob job, String name, String hard) {
        api.kubectl("create", "quota", name, "--hard=" + hard, "--namespace=" + job.namespace());
        awaitQuota(job, name);
    }

    /** A quota refuses everything until the controller has counted what is there. */
    private static void awaitQuota(BootstrapJob job, String name) {
        await().atMost(TIMEOUT)
                .until(() -> !api.kubectl(
                                "get",
                                "quota",
                                name,
                                "--namespace=" + job.namespace(),
                                "--output=jsonpath={.status.hard}")
                        .isBlank());
    }

    /** The API server takes some seconds until it knows a policy. */
    private static void awaitRefusal(BootstrapJob job, Runnable dryRun) {
        await("the policy in " + job.namespace()).atMost(TIMEOUT).until(() -> {
            try {
                dryRun.run();
                return false;
            } catch (KubernetesClientException e) {
                return String.valueOf(e.getMessage()).contains("denied request");
            }
        });
    }

    private void apply(String manifests) {
        try {
            var file = Files.writeString(Files.createTempFile(directory, "applied", ".yaml"), manifests);
            api.kubectl("apply", "--filename=" + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String labelPolicy(String namespace) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s-labels}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [statefulsets]}]
                  validations:
                  - expression: "has(object.metadata.labels) && 'team' in object.metadata.labels"
                    message: every StatefulSet needs the label team
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s-labels}
                spec:
                  policyName: %1$s-labels
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}}
                """.formatted(namespace);
    }

    private Path manifestsOf(String namespace) throws IOException {
        try (var files = Files.walk(MANIFESTS)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = directory.resolve(MANIFESTS.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(
                        copy,
                        Files.readString(file)
                                .replace("namespace: consul\n", "namespace: " + namespace + "\n")
                                .replace(
                                        "resources: [namespaces]\n  resourceNames: [consul]",
                                        "resources: [namespaces]\n  resourceNames: [" + namespace + "]"));
            }
        }
        return directory;
    }

    /** Of that many pods, which controllers make and no node runs. */
    private static List<String> images(BootstrapJob job, int pods, String selector) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> List.of(api.kubectl(
                                        "get",
                                        "pods",
                                        "--namespace=" + job.namespace(),
                                        "--selector=" + selector,
                                        "--output=jsonpath={.items[*].spec.containers[0].image}")
                                .split(" ")),
                        images -> images.size() == pods && !images.getFirst().isEmpty());
    }
}
