package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose ACLs deny by default. Sidecars get their tokens later, as docs/how-to/acl.md says. */
@ExtendWith(SharedCluster.class)
class AclE2E {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES =
            "agent_prefix \"\" { policy = \"write\" } node_prefix \"\" { policy = \"read\" } operator = \"write\""
                    + " keyring = \"read\"";

    @TempDir
    Path folder;

    @Test
    @Tag("core")
    void sidecarsThatGetTokensLaterReportAndActFully(TestCluster place) throws IOException {
        assertThat(Path.of("docs/reference/permissions.md")).content().contains(RULES);
        var manifests = Manifests.copy("", place.image("lictor"), "denying");
        manifests.set(Map.of(
                "lictor.consul-image",
                place.image("1.22.7"),
                "lictor.extra.consul",
                "{\"acl\": {\"enabled\": true, \"default_policy\": \"deny\", \"enable_token_persistence\": true}}",
                "lictor.sidecar.token-secret",
                "consul-sidecar"));
        manifests.use("under-acls");
        try (var cluster = new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault("denying"))) {
            var log = cluster.bootstrap();
            assertThat(log).contains("3 of 3 servers ready");
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "each sidecar's word on what a token would tell",
                    () -> cluster.pods().stream()
                            .map(cluster::readiness)
                            .allMatch(
                                    answer -> answer.ok() && answer.body().contains("needs a token with agent:read")));

            var tokens = giveTokens(cluster);

            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "all of Raft, and a backup, from each sidecar",
                    () -> cluster.pods().stream().map(cluster::metrics).allMatch(AclE2E::tellsAll));
            var leader = cluster.pods().stream()
                    .filter(pod -> cluster.metrics(pod).contains("lictor_raft_is_leader 1.0"))
                    .findFirst()
                    .orElseThrow();
            assertThat(cluster.kubectl(
                            "exec",
                            leader,
                            "--container=lictor",
                            "--",
                            "/usr/local/bin/lictor",
                            "handover",
                            "--timeout=30"))
                    .startsWith("handed leadership over to ");
            assertThat(cluster.pods())
                    .allSatisfy(pod -> assertThat(cluster.kubectl("logs", pod, "--container=lictor"))
                            .doesNotContain(tokens));
            verified(cluster, manifests, tokens.getLast());
        }
    }

    private void verified(ConsulCluster cluster, Manifests manifests, String token) throws IOException {
        var command = new ArrayList<>(LictorProgram.command());
        command.addAll(List.of(
                "verify",
                "--config=" + manifests.settings(),
                "--token-file=" + Files.writeString(folder.resolve("token"), token)));
        var lictor = new ProcessBuilder(command);
        lictor.environment().put("KUBECONFIG", cluster.kubernetes().kubeconfig().toString());
        var finished = FinishedProcess.await(lictor, ConsulCluster.TIMEOUT);
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        assertThat(finished.out() + finished.err()).doesNotContain(token);
    }

    private static boolean tellsAll(String metrics) {
        return metrics.contains("lictor_raft_voter 1.0")
                && metrics.contains("consul_serf_lan_members 3.0")
                && metrics.contains("lictor_backup_last_timestamp_seconds");
    }

    private static List<String> giveTokens(ConsulCluster cluster) {
        var first = secret(consul(cluster, "", "bootstrap"));
        consul(cluster, first, "policy", "create", "-name=sidecar", "-rules=" + RULES);
        var token = secret(consul(cluster, first, "token", "create", "-policy-name=sidecar"));
        cluster.kubernetes().apply("""
            apiVersion: v1
            kind: Secret
            metadata: {name: consul-sidecar, namespace: denying}
            stringData: {token: %s, backup-token: %s}
            """.formatted(token, first));
        return List.of(token, first);
    }

    private static String secret(JsonNode token) {
        return token.path("SecretID").asText();
    }

    /** {@code consul acl} in the first server's container. */
    private static JsonNode consul(ConsulCluster cluster, String token, String... command) {
        var words = new ArrayList<>(List.of("exec", cluster.pod(0), "--container=consul", "--", "env"));
        words.addAll(List.of(
                "CONSUL_HTTP_ADDR=https://127.0.0.1:8501",
                "CONSUL_CACERT=/consul/tls/ca.crt",
                "CONSUL_HTTP_TOKEN=" + token));
        words.addAll(List.of("consul", "acl"));
        words.addAll(List.of(command));
        words.add("-format=json");
        try {
            return JSON.readTree(cluster.kubectl(words.toArray(String[]::new)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
