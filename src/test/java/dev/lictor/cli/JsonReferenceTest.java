package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.preflight.Finding;
import dev.lictor.reference.ReferencePage;
import dev.lictor.testing.Specs;
import dev.lictor.verify.Check;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.CheckVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/json.md has every field of every document, and no other. */
class JsonReferenceTest {
    private static final ReferencePage PAGE = ReferencePage.of("json");
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul");
    private static final List<CheckResult> CHECKS = List.of(
            new CheckResult(Check.LEADER, new CheckVerdict.Failed(List.of("consul-0 knows no leader"), "look")));
    private static final Pattern FIELD = Pattern.compile("\\.(?:put|putArray|putObject|set)\\(\"(\\w+)\"");
    private static final Pattern ADDED = Pattern.compile("\\badd\\(\\s*\"(\\w+)\"");

    @Test
    void aRun() throws IOException {
        var report = outcomes("BootstrapReport");
        report.set("outdated", JsonReport.names(List.of("consul-0")));
        report.set("rollout", JsonReport.rollout(new RolloutStatus(1, 3, List.of("consul-0: on no node yet"))));
        report.set("checks", JsonReport.checks(CHECKS, Specs.usual()));
        report.set("omitted", JsonReport.omissions(List.of(new Omission(SERVICE, List.of("spec.ports")))));
        report.set("dataLost", TextNode.valueOf("data is lost"));

        hasTheFieldsOf(report);
        for (var field : found(ADDED, "RunReport")) {
            assertThat(report.has(field)).as(field).isTrue();
        }
    }

    @Test
    void whatStandsInTheWay() {
        hasTheFieldsOf(JsonReport.preflight(List.of(new Finding.Refusal("this is Kubernetes 1.29", "use 1.30"))));
    }

    /** Each difference is an outcome with a diff. */
    @Test
    void aDiff() {
        var fields = new TreeSet<>(List.of("apiVersion", "kind", "differences[].diff", "outdated[]"));
        collect("differences[]", outcomes("DiffReport").path("outcomes").path(0), fields);
        collect("omitted", JsonReport.omissions(List.of(new Omission(SERVICE, List.of("spec.ports")))), fields);

        assertThat(documented("DiffReport")).containsExactlyElementsOf(fields);
    }

    @Test
    void noFieldOfAReportIsLeftOut() throws IOException {
        var text = Files.readString(PAGE.file());

        for (var field : found(FIELD, "JsonReport")) {
            assertThat(text).containsPattern("[`.]" + field + "(\\[]|`)");
        }
    }

    @Test
    void aVerification() {
        hasTheFieldsOf(JsonReport.verified(CHECKS, Specs.usual()));
    }

    @Test
    void anUninstall() {
        hasTheFieldsOf(outcomes("UninstallReport"));
    }

    /** Of the sidecar's documents in every state. */
    @Test
    void aStatus() throws IOException {
        var fields = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(Path.of("src/test/resources/status"), "*.json")) {
            for (var file : files) {
                collect("", new ObjectMapper().readTree(file.toFile()), fields);
            }
        }

        assertThat(documented("SidecarStatus")).containsExactlyElementsOf(fields);
    }

    private static ObjectNode outcomes(String kind) {
        return JsonReport.of(kind, true, List.of(new WriteOutcome.Changed(SERVICE, List.of("spec.ports"))), _ -> true);
    }

    private static Set<String> found(Pattern pattern, String type) throws IOException {
        var source = Files.readString(Path.of("src/main/java/dev/lictor/cli", type + ".java"));
        var fields = new TreeSet<String>();
        var matcher = pattern.matcher(source);
        while (matcher.find()) {
            fields.add(matcher.group(1));
        }
        return fields;
    }

    private static void hasTheFieldsOf(ObjectNode document) {
        var fields = new TreeSet<String>();
        collect("", document, fields);
        assertThat(documented(document.path("kind").asText())).containsExactlyElementsOf(fields);
    }

    private static Set<String> documented(String kind) {
        var fields = new TreeSet<>(PAGE.codes(kind, 0));
        fields.addAll(List.of("apiVersion", "kind"));
        return fields;
    }

    /** Such as {@code outcomes[].reasons[]}. */
    private static void collect(String path, JsonNode node, Set<String> fields) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), fields));
        } else if (node.isArray()) {
            node.forEach(element -> collect(path + "[]", element, fields));
        } else {
            fields.add(path);
        }
    }
}
