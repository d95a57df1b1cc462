package dev.lictor.local.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.process.ProcessState;
import dev.lictor.local.process.ProcessState.Stopped;
import dev.lictor.testing.LocalExamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HintsTest {
    @Test
    void areCommandsToCopy() {
        assertThat(Hints.lines(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 1), LocalExamples.ready(1, 1))))
                .containsExactly(
                        "Commands to try:",
                        "  kill -9 4001   # consul-1 leads; see who is next",
                        "  curl -i http://127.0.0.1:8508/q/health/ready",
                        "  CONSUL_HTTP_ADDR=https://127.0.0.1:8501 \\",
                        "  CONSUL_CACERT='/home/me/my cluster/ca/ca.crt' \\",
                        "  /opt/consul kv put greeting hello",
                        "Ctrl-C stops the cluster; keys and data stay in /home/me/my cluster for the next start.");
    }

    @Test
    void whatIsNoPlainWordIsQuoted() {
        assertThat(List.of(
                        ShellWord.of("/opt/consul-1.22"), ShellWord.of("a b"), ShellWord.of("it's"), ShellWord.of("")))
                .containsExactly("/opt/consul-1.22", "'a b'", "'it'\\''s'", "''");
    }

    @Test
    void aServerThatStaysDeadIsStartedByHand() {
        assertThat(Hints.lines(
                        LocalExamples.cluster(), List.of(LocalExamples.stopped(0, 137), LocalExamples.ready(1, 1))))
                .contains(
                        "  /opt/consul agent -config-file=/folder/server-0/shared.json -config-file=/folder/server-0/own.json   # starts consul-0 again");
        assertThat(Hints.lines(
                        LocalExamples.cluster(),
                        List.of(
                                LocalExamples.after(0, new Stopped(137, Optional.of(Duration.ofSeconds(3)))),
                                LocalExamples.ready(1, 1))))
                .noneMatch(line -> line.contains("starts"));
    }

    @Test
    void aLeaderThatWasStartedByHandHasNoNumberToKill() {
        assertThat(Hints.lines(
                        LocalExamples.cluster(), List.of(LocalExamples.after(0, new ProcessState.StartedByHand()))))
                .noneMatch(line -> line.contains("kill"));
    }

    @Test
    void nameAServerThatServes() {
        assertThat(Hints.lines(
                        LocalExamples.cluster(), List.of(LocalExamples.stopped(0, 137), LocalExamples.ready(1, 1))))
                .contains("  curl -i http://127.0.0.1:8518/q/health/ready");
    }

    @Test
    void showACertificateWhereOneIsDemanded() {
        assertThat(Hints.lines(LocalExamples.cluster("lictor.verify-incoming=all"), List.of(LocalExamples.ready(0, 0))))
                .contains(
                        "  CONSUL_CLIENT_CERT=/folder/server-0/tls/consul.crt \\",
                        "  CONSUL_CLIENT_KEY=/folder/server-0/tls/consul-key.key \\");
    }

    @Test
    void withoutALeaderThereIsNoneToKill() {
        assertThat(Hints.lines(LocalExamples.cluster(), List.of(LocalExamples.notReady(0, "no leader is known"))))
                .noneMatch(line -> line.contains("kill"));
    }
}
