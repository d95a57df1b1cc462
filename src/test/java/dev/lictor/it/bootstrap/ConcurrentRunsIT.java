package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.it.bootstrap.ProxiedCluster.Reading;
import dev.lictor.testing.servers.FinishedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs at the same time as other runs. The cluster ends as after one run. */
@Tag("native")
class ConcurrentRunsIT {
    @AutoClose
    private static ProxiedApi api;

    @BeforeAll
    static void start() {
        api = ProxiedApi.start();
    }

    @RepeatedTest(3)
    void fiveRunsAtOnceSucceedAndAgree() {
        var cluster = api.cluster();

        var first = cluster.fiveAtOnce();
        assertThat(cluster.objects()).isEqualTo(api.firstRun().objects());
        assertThat(linesAbout(first, "secret/"))
                .as("each Secret is created by one run, and kept by the others")
                .allSatisfy((secret, lines) -> assertThat(lines)
                        .hasSize(5)
                        .areExactly(1, word(" created"))
                        .areExactly(4, word(" kept: ")));
        cluster.hasSeenOneCaAndGossipKeyAnd(1);

        var renewing = cluster.fiveAtOnce(ProxiedApi.RENEWING);
        assertThat(cluster.objects()).isEqualTo(api.renewal().objects());
        assertThat(linesAbout(renewing, "secret/consul-tls").values())
                .singleElement()
                .satisfies(lines -> assertThat(lines)
                        .areExactly(1, word(" changed: names differ"))
                        .areExactly(4, word(" kept: ")));
        cluster.hasSeenOneCaAndGossipKeyAnd(2);
        cluster.isSettled(ProxiedApi.RENEWING);
    }

    static Stream<Reading> readingsOfAFirstRun() {
        var cluster = api.cluster();
        cluster.hasItsNamespace();
        cluster.succeeds();
        return cluster.readings().stream();
    }

    /** Whose answer may be older than the next. */
    @ParameterizedTest
    @MethodSource("readingsOfAFirstRun")
    void aRunSucceedsIfAnotherRunsBetweenItsReads(Reading reading) {
        var cluster = api.cluster();
        cluster.hasItsNamespace();
        api.proxy().afterRead(reading.of(cluster.namespace()), reading.number(), cluster::succeeds);

        cluster.succeeds();

        cluster.isSettled();
        assertThat(cluster.objects()).isEqualTo(api.firstRun().objects());
        cluster.hasSeenOneCaAndGossipKeyAnd(1);
    }

    static IntStream writesOfAFirstRun() {
        return IntStream.rangeClosed(1, api.firstRun().writes().size());
    }

    @ParameterizedTest
    @MethodSource("writesOfAFirstRun")
    void aRunSucceedsIfAnUninstallRunsBetweenItsWrites(int write) {
        var cluster = api.cluster();
        api.proxy().beforeWrite(write, cluster::uninstall);

        cluster.succeeds();

        cluster.isSettled();
        assertThat(cluster.objects()).isEqualTo(api.firstRun().objects());
        assertThat(cluster.seen("consul-gossip", "gossip-encryption-key")).hasSize(1);
        assertThat(cluster.seen("consul-ca", "ca.key")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("writesOfAFirstRun")
    void ofTwoRunsWithDifferentSettingsTheLastOneWins(int write) {
        var cluster = api.cluster();
        api.proxy().beforeWrite(write, () -> cluster.succeeds(ProxiedApi.RENEWING));

        cluster.succeeds();

        cluster.isSettled();
        cluster.mountsWhatIsThere();
        assertThat(cluster.seen("consul-gossip", "gossip-encryption-key")).hasSize(1);
        assertThat(cluster.seen("consul-ca", "ca.key")).hasSize(1);
    }

    private static Condition<String> word(String word) {
        return new Condition<>(line -> line.contains(word), "with '%s'", word);
    }

    /** What each report says of each object. */
    private static Map<String, List<String>> linesAbout(List<FinishedProcess> runs, String object) {
        var lines = new TreeMap<String, List<String>>();
        runs.stream()
                .flatMap(run -> run.lines().stream())
                .filter(line -> line.startsWith(object))
                .forEach(line -> lines.computeIfAbsent(line.split(" ", 2)[0], none -> new ArrayList<>())
                        .add(line));
        return lines;
    }
}
