package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.ApiServer;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a run reports what it did: Events for kubectl describe, and one JSON document for programs. Each test has a namespace of its own. */
class RunReportIT {
    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void kubectlDescribeShowsWhatARunWrote() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        job.succeeds("--set=lictor.datacenter=dc2");

        var description = api.kubectl("describe", "statefulset/consul", "--namespace=" + job.namespace());

        assertThat(description)
                .containsPattern("Normal +Created +.* lictor.dev/bootstrap +secret/consul-ca, .* created")
                .containsPattern("Normal +Changed +.* lictor.dev/bootstrap +secret/consul-tls changed: names differ");
        assertThat(job.keyMaterial()).noneMatch(description::contains);
    }

    @Test
    void aRunThatChangesNothingWritesNoEvent() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();
        var before = job.events();

        job.succeeds();

        assertThat(before)
                .singleElement()
                .asString()
                .contains(BootstrapJob.OBJECTS)
                .endsWith(" created");
        assertThat(job.events()).isEqualTo(before);
    }

    @Test
    void aRunThatMayNotWriteEventsSucceeds() {
        var job = BootstrapJob.inNewNamespace(api, (resource, verb) -> !resource.equals("events"));

        // The run reports that a Role does not allow it to read nodes and storage classes. It does not report Events
        // that it cannot
        // write.
        assertThat(job.succeeds().complaints())
                .allMatch(line -> line.startsWith("lictor: unknown: whether ")
                        || line.startsWith(BootstrapJob.OPEN_PORT_WARNING));

        assertThat(job.events()).isEmpty();
    }

    @Test
    void jsonOutputIsOneDocumentAndTextGoesToStandardError() throws IOException {
        var job = BootstrapJob.inNewNamespace(api);

        var late = job.run("--output=json", "--no-verify", "--set=lictor.rollout-timeout=2s");

        var report = new ObjectMapper().readTree(late.out());
        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.err()).contains("secret/consul-ca created", "0 of 3 servers ready");
        assertThat(report.path("apiVersion").asText()).isEqualTo("lictor.dev/v1");
        assertThat(report.path("written").asBoolean()).isTrue();
        assertThat(report.path("outcomes").findValuesAsText("name")).contains("consul-ca", "consul-join");
        assertThat(report.path("outcomes")).hasSize(1 + BootstrapJob.OBJECTS.size());
        assertThat(report.at("/rollout/complete").asBoolean()).isFalse();
        assertThat(report.at("/rollout/wanted").asInt()).isEqualTo(3);
    }
}
