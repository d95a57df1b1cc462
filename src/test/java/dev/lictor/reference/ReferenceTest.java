package dev.lictor.reference;

import static dev.lictor.reference.ReferencePage.cell;
import static dev.lictor.reference.ReferencePage.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.cli.ExitCode;
import dev.lictor.consul.ConsulError;
import dev.lictor.it.sidecar.ServerCondition;
import dev.lictor.sidecar.metrics.Metric;
import dev.lictor.sidecar.readiness.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages about the sidecar, and exit codes: nothing of the code is missing in a table, and nothing is in it that is not in the code. */
class ReferenceTest {
    private static final Path RULES = Path.of("k8s/monitoring/rules.yaml");
    /** Labels whose values are names, addresses and versions. */
    private static final Set<String> NAMES = Set.of("member", "address", "version");

    @Test
    void exitCodes() {
        ReferencePage.of("exit-codes")
                .hasGenerated(
                        "exit codes",
                        table(
                                List.of("code", "meaning"),
                                Stream.of(ExitCode.values())
                                        .map(code -> List.of(String.valueOf(code.number()), code.meaning()))));
    }

    @Test
    void metrics() {
        ReferencePage.of("metrics")
                .hasGenerated(
                        "metrics",
                        table(
                                List.of("metric", "labels", "kind", "meaning"),
                                Stream.of(Metric.values())
                                        .map(metric -> List.of(
                                                "`" + metric.text() + "`",
                                                String.join(
                                                        ", ",
                                                        metric.labels().stream()
                                                                .map(label -> "`" + label + "`")
                                                                .toList()),
                                                metric.kind().name().toLowerCase(Locale.ROOT),
                                                cell(metric.help())))));
    }

    @Test
    void causesOfFailedPolls() {
        assertThat(ReferencePage.of("metrics").rows("labels"))
                .filteredOn(row -> row.getFirst().equals("`lictor_poll_failures_total`"))
                .singleElement()
                .satisfies(row -> assertThat(ReferencePage.codes(row.getLast()))
                        .containsExactlyElementsOf(Stream.of(ConsulError.Cause.values())
                                .map(ConsulError.Cause::label)
                                .toList()));
    }

    @Test
    void everyLabelHasItsValuesExplainedOrIsAName() {
        assertThat(ReferencePage.of("metrics").codes("labels", 1))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Metric.values())
                        .flatMap(metric -> metric.labels().stream())
                        .filter(label -> !NAMES.contains(label))
                        .toList());
    }

    @Test
    void truths() {
        ReferencePage.of("health")
                .hasGenerated(
                        "truth table",
                        ServerCondition.head() + "\n" + ServerCondition.head().replaceAll("[^|]+", "---") + "\n"
                                + String.join(
                                        "\n",
                                        Stream.of(ServerCondition.values())
                                                .map(ServerCondition::row)
                                                .toList())
                                + "\n");
    }

    @Test
    void readinessRules() {
        assertThat(ReferencePage.of("health").codes("rules", 0))
                .containsExactlyElementsOf(Stream.of(Reason.Rule.values())
                        .map(Reason.Rule::toString)
                        .toList());
    }

    @Test
    void alerts() throws IOException {
        var rules =
                Serialization.unmarshal(Files.readString(RULES), JsonNode.class).findValue("rules");
        var page = ReferencePage.of("alerts");

        assertThat(page.rows("alerts"))
                .extracting(row -> List.of(row.get(0), row.get(1), row.get(2)))
                .containsExactlyInAnyOrderElementsOf(rules.valueStream()
                        .map(rule -> List.of(
                                "`" + rule.path("alert").asText() + "`",
                                rule.at("/labels/severity").asText(),
                                rule.path("for").asText("at once")))
                        .toList());
        page.hasGenerated(
                "runbooks",
                table(
                        List.of("alert", "what to do"),
                        rules.valueStream()
                                .map(rule -> List.of(
                                        "`" + rule.path("alert").asText() + "`",
                                        cell(rule.at("/annotations/runbook").asText())))));
    }
}
