package dev.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.sidecar.SidecarSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All problems come in one answer, each once, at the setting that is wrong. */
class AllProblemsTest {
    /** A wrong value for each setting that can be wrong by itself. */
    private static final Map<String, String> WRONG = settings("""
            addressing node
            cluster-domain -
            consul-image a b
            consul-version latest
            datacenter dc.1
            domain -
            extra.annotations lictor.dev/a=b
            extra.consul {"server": false}
            extra.labels a=b c
            extra.mounts {
            extra.pod-annotations a
            extra.pod-labels a,b=c
            extra.volumes {}
            image a b
            image-pull-policy Sometimes
            leave-on-terminate ture
            min-quorum -1
            monitoring.pod-monitor maybe
            monitoring.pod-monitor-labels a=b c
            monitoring.scrape-interval 30
            name 9lives
            names.ca-secret A
            names.client-service B
            names.client-tls-secret C
            names.config-map D
            names.disruption-budget E
            names.gossip-secret F
            names.join-service G
            names.network-policy H
            names.pod-monitor I
            names.service-account J
            names.stateful-set K
            names.tls-secret L
            namespace a_b
            network.client-namespaces a_b
            network.ip-families IPv5
            network.ip-family-policy both
            network.policy ture
            placement.anti-affinity never
            placement.node-selector disk
            placement.priority-class Hi
            placement.tolerations a=b:Never
            placement.zones all
            pod-user root
            ports.dns 53
            ports.http http
            ports.https -1
            raft-multiplier 11
            resources.consul-limits cpu=fast
            resources.consul-requests gpu=1
            resources.lictor-limits memory
            resources.lictor-requests cpu=0
            rollout-timeout 5x
            servers 4
            sidecar.backup-count 0
            sidecar.backup-interval 1s
            sidecar.backup-space much
            sidecar.hand-over ja
            sidecar.join-isolated-servers 2
            sidecar.keep-backups perhaps
            sidecar.max-age 5x
            sidecar.max-last-contact 0s
            sidecar.max-log-lag -1
            sidecar.ordinal -1
            sidecar.poll-interval 1ms
            sidecar.poll-timeout 0s
            sidecar.port 80
            sidecar.reload-certificates never
            sidecar.token-secret A_b
            storage.kind disk
            storage.size big
            storage.when-deleted keep
            storage.when-scaled keep
            tls.ca-validity 1s
            tls.key-type ed25519
            tls.name-constraints some
            tls.server-validity 40000d
            ui si
            verify-incoming none
            """);

    @Test
    void eachIsOneProblem() {
        WRONG.forEach((setting, value) -> assertThat(problems(Map.of(setting, value)))
                .as(setting)
                .singleElement()
                .asString()
                .contains(setting));
    }

    @Test
    void allAreToldAtOnce() {
        var problems = problems(WRONG);

        WRONG.keySet()
                .forEach(setting -> assertThat(problems)
                        .as(setting)
                        .filteredOn(names(setting))
                        .hasSize(1));
        assertThat(problems).hasSameSizeAs(WRONG.keySet());
    }

    @Test
    void anyTwoAreTwoProblems() {
        WRONG.forEach((one, value) -> WRONG.forEach((other, otherValue) -> {
            if (one.compareTo(other) < 0) {
                assertThat(problems(Map.of(one, value, other, otherValue)))
                        .as("%s, %s", one, other)
                        .hasSize(2);
            }
        }));
    }

    /** The second would be right with some value of the first, so only the first is told. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lictor.tls.ca-validity               | 5x    | lictor.tls.server-validity           | 5000d
            lictor.tls.server-validity           | 5x    | lictor.tls.ca-validity               | 30d
            lictor.tls.ca-validity               | 1s    | lictor.tls.server-validity           | 30d
            lictor.servers                       | x     | lictor.min-quorum                    | 5
            lictor.servers                       | 6     | lictor.min-quorum                    | 7
            lictor.ports.https                   | x     | lictor.ports.http                    | 8501
            lictor.sidecar.port                  | x     | lictor.ports.http                    | 8080
            lictor.storage.size                  | 5 GB  | lictor.sidecar.backup-space          | 2Gi
            lictor.network.policy                | ture  | lictor.network.client-namespaces     | web
            lictor.network.ip-family-policy      | both  | lictor.network.ip-families           | 'IPv4,IPv6'
            lictor.monitoring.pod-monitor        | ture  | lictor.monitoring.pod-monitor-labels | release=x
            lictor.sidecar.poll-timeout          | x     | lictor.sidecar.max-age               | 1500ms
            lictor.sidecar.poll-interval         | 1ms   | lictor.sidecar.max-age               | 1500ms
            lictor.extra.volumes                 | '['   | lictor.extra.mounts                  | '[{"name": "a", "mountPath": "/a"}]'
            lictor.extra.mounts                  | '['   | lictor.extra.volumes                 | '[{"name": "a", "emptyDir": {}}]'
            lictor.resources.consul-requests     | cpu   | lictor.resources.consul-limits       | cpu=50m
            lictor.consul-version                | x     | lictor.extra.consul                  | '{"tls": {"grpc": {"verify_incoming": true}}}'
            """)
    void aProblemThatRestsOnAnotherIsNotTold(String wrong, String value, String setting, String right) {
        assertThat(problems(Map.of(wrong, value, setting, right)))
                .singleElement()
                .asString()
                .contains(wrong);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ports": {"grpc": 8080}}     | lictor.sidecar.port
            {"Ports": {"GRPC": 8501}}     | lictor.ports.https
            {"ports": {"serf_wan": 8301}} | Consul's port for gossip
            {"ports": {"grpc": 853}}      | use 1024 to 65535
            """)
    void aPortOfTheExtraConfigurationIsJudgedAsTheOthersAre(String extra, String words) {
        assertThat(problems(Map.of("lictor.extra.consul", extra)))
                .singleElement()
                .asString()
                .contains("lictor.extra.consul", words);
    }

    @Test
    void unknownNamesAFileAndValuesOfTheWrongFormAreToldTogether() {
        var source = new SettingsSource(
                Optional.of(Path.of("/nowhere/lictor.properties")),
                Map.of("LICTOR_SEVRERS", "3", "LICTOR_UI", "si"),
                Map.of("lictor.tls.server-validity", "5x", "lictor.servers", "4"));

        assertThat(problems(source.read()))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("cannot read /nowhere/lictor.properties"),
                        problem -> assertThat(problem).startsWith("LICTOR_SEVRERS in the environment"),
                        problem -> assertThat(problem).isEqualTo("lictor.ui is 'si': allowed values: true, false"),
                        problem -> assertThat(problem).startsWith("lictor.tls.server-validity is '5x'"),
                        problem -> assertThat(problem).startsWith("lictor.servers is 4"));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "YES,true", "on,true", "1,true", "false,false", "no,false", "Off,false", "0,false"})
    void whatIsTrueOrFalseStaysSo(String text, boolean meant) {
        var settings = new SettingsSource(Optional.empty(), Map.of(), Map.of("lictor.ui", text))
                .read()
                .settings();

        assertThat(settings.ui()).isEqualTo(meant);
    }

    @ParameterizedTest
    @MethodSource
    void aSidecarTellsAllProblemsAtOnce(Map<String, String> environment, List<String> beginnings) {
        var reading = SettingsSource.environmentOnly(environment).read();

        var failure = catchThrowableOfType(InvalidSpecException.class, () -> SidecarSpec.of(reading));

        assertThat(failure.problems()).hasSameSizeAs(beginnings);
        beginnings.forEach(
                beginning -> assertThat(failure.problems()).anyMatch(problem -> problem.startsWith(beginning)));
    }

    static Stream<Arguments> aSidecarTellsAllProblemsAtOnce() {
        return Stream.of(
                Arguments.of(
                        Map.of(
                                "LICTOR_SIDECAR_POLL_INTERVAL", "x",
                                "LICTOR_SIDECAR_PORT", "0",
                                "LICTOR_SIDECAR_PROT", "1",
                                "LICTOR_SIDECAR_CONSUL_URL", "ftp://x",
                                "LICTOR_SIDECAR_KEY_FILE", "/x",
                                "LICTOR_SIDECAR_BACKUP_COUNT", "0"),
                        List.of(
                                "LICTOR_SIDECAR_PROT in the environment",
                                "lictor.sidecar.poll-interval is 'x'",
                                "lictor.sidecar.port is 0",
                                "lictor.sidecar.consul-url is ",
                                "lictor.sidecar.certificate-file is not set",
                                "lictor.sidecar.backup-count is 0")),
                Arguments.of(
                        Map.of("LICTOR_SIDECAR_POLL_TIMEOUT", "x", "LICTOR_SIDECAR_MAX_AGE", "1500ms"),
                        List.of("lictor.sidecar.poll-timeout is 'x'")));
    }

    /** With what some of the settings need to be of use. */
    private static List<String> problems(Map<String, String> flags) {
        var all = new HashMap<>(Map.of("lictor.monitoring.pod-monitor", "true", "lictor.network.policy", "true"));
        all.putAll(flags);
        return problems(new SettingsSource(Optional.empty(), Map.of(), all).read());
    }

    private static List<String> problems(LoadedSettings reading) {
        return catchThrowableOfType(InvalidSpecException.class, () -> reading.specification("1.0"))
                .problems();
    }

    private static Predicate<String> names(String setting) {
        return problem -> Pattern.compile(Pattern.quote(setting) + "(?![-\\w.])")
                .matcher(problem)
                .find();
    }

    private static Map<String, String> settings(String lines) {
        var settings = new TreeMap<String, String>();
        lines.lines().map(line -> line.split(" ", 2)).forEach(pair -> settings.put("lictor." + pair[0], pair[1]));
        return settings;
    }
}
