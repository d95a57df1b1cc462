package dev.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.cluster.SidecarOptions;
import dev.lictor.cluster.network.Addressing;
import dev.lictor.testing.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsSourceTest {
    @TempDir
    Path folder;

    @Test
    void theDefaultIsAClusterOfThree() {
        var spec = from(Map.of(), Map.of()).specification("1.0");

        assertThat(spec.servers()).isEqualTo(3);
        assertThat(spec.quorum()).isEqualTo(2);
        assertThat(spec.version()).isEqualTo(new ConsulVersion(1, 22, 7));
        assertThat(spec.images().consul()).isEqualTo("hashicorp/consul:1.22.7");
        assertThat(spec.images().lictor()).isEqualTo("lictor:1.0");
        assertThat(spec.addressing()).isEqualTo(Addressing.SERVICE);
        assertThat(spec.names().namespace()).isEqualTo("consul");
    }

    @Test
    void flagsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
        var file = Files.writeString(
                folder.resolve("lictor.properties"),
                "lictor.servers=3\nlictor.name=file\nlictor.datacenter=file\nlictor.tls.server-validity=30d\n");
        var settings = new SettingsSource(
                        Optional.of(file),
                        Map.of("LICTOR_NAME", "variable", "LICTOR_DATACENTER", "variable", "PATH", "/bin"),
                        Map.of("lictor.datacenter", "flag"))
                .read()
                .settings();

        assertThat(settings.name()).isEqualTo("variable");
        assertThat(settings.datacenter()).isEqualTo("flag");
        assertThat(settings.tls().serverValidity()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void everySourceOverridesTheDefaultsOfTheCaller() {
        var otherwise = Map.of("lictor.servers", "5", "lictor.datacenter", "lan");
        var source = new SettingsSource(Optional.empty(), Map.of("LICTOR_DATACENTER", "environment"), Map.of());

        assertThat(source.read(otherwise).specification("1.0").servers()).isEqualTo(5);
        assertThat(source.read(otherwise).specification("1.0").datacenter()).isEqualTo("environment");
        assertThat(source.read().specification("1.0").servers()).isEqualTo(3);
    }

    @Test
    void anUnknownKeyIsRefusedInEachSourceWithTheNearestName() throws IOException {
        var file = Files.writeString(folder.resolve("lictor.properties"), "lictor.severs=3\n");
        var reading = new SettingsSource(
                        Optional.of(file),
                        Map.of("LICTOR_SIDECAR_PROT", "8080"),
                        Map.of("lictor.tls.ca-validty", "1d", "name", "consul"))
                .read();

        assertThat(problems(reading))
                .containsExactlyInAnyOrder(
                        "lictor.severs in " + file + " is not a setting; did you mean lictor.servers?",
                        "LICTOR_SIDECAR_PROT in the environment is not a setting; did you mean LICTOR_SIDECAR_PORT?",
                        "lictor.tls.ca-validty of --set is not a setting; did you mean lictor.tls.ca-validity?",
                        "name of --set is not a setting; did you mean lictor.name?");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        var reading = from(
                Map.of("LICTOR_SERVERS", "4", "LICTOR_NAMES_CA_SECRET", "consul-tls"),
                Map.of("lictor.severs", "3", "lictor.consul-version", "latest", "lictor.name", "9lives"));

        assertThat(problems(reading))
                .anyMatch(problem -> problem.startsWith("lictor.severs of --set is not a setting"))
                .anyMatch(problem -> problem.startsWith("lictor.consul-version is 'latest'"))
                .anyMatch(problem -> problem.startsWith("lictor.name is '9lives'"))
                .anyMatch(problem -> problem.startsWith("lictor.servers is 4"));
    }

    @Test
    void aPlainPortBesideMutualTlsIsRefusedWithBothSettings() {
        var both = Map.of("lictor.verify-incoming", "all", "lictor.ports.http", "8500");

        assertThat(problems(from(Map.of(), both)))
                .singleElement()
                .asString()
                .startsWith("lictor.verify-incoming is all and lictor.ports.http is 8500, ");
        assertThatCode(() -> Specs.with(Map.of("lictor.ports.http", "8500"))).doesNotThrowAnyException();
    }

    @Test
    void aMissingFileIsAProblem() {
        var reading = new SettingsSource(Optional.of(folder.resolve("none")), Map.of(), Map.of()).read();

        assertThat(problems(reading)).containsExactly("cannot read %s/none: it does not exist".formatted(folder));
    }

    static Stream<Arguments> encodedFiles() {
        var text = "# f\u00fcr das Lager\nlictor.servers=5\n";
        return Stream.of(
                argumentSet("UTF-8", text.getBytes(StandardCharsets.UTF_8)),
                argumentSet("UTF-8 with byte order mark", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)),
                argumentSet(
                        "byte order mark before a setting", "\uFEFFlictor.servers=5".getBytes(StandardCharsets.UTF_8)),
                argumentSet("UTF-16", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)),
                argumentSet("Latin-1", text.getBytes(StandardCharsets.ISO_8859_1)),
                argumentSet("CRLF", text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("encodedFiles")
    void aFileOfAnyEncodingIsRead(byte[] content) throws IOException {
        var file = Files.write(folder.resolve("lictor.properties"), content);
        var reading = new SettingsSource(Optional.of(file), Map.of(), Map.of()).read();

        assertThat(reading.specification("1.0").servers()).isEqualTo(5);
    }

    @Test
    void whatAPropertiesFilePassesOverIsAProblemBesideTheOthers() throws IOException {
        var file = Files.writeString(
                folder.resolve("lictor.properties"), "lictor.servers=3\nlictor.servers=4\nlictor.name=\"consul\"\n");
        var reading = new SettingsSource(Optional.of(file), Map.of("LICTOR_CONSUL_VERSION", "latest"), Map.of()).read();

        assertThat(problems(reading))
                .contains("lictor.servers is set twice in %s, in line 1 and in line 2; remove one of them"
                        .formatted(file))
                .anyMatch(problem -> problem.contains("line 3: lictor.name is in quotation marks"))
                .anyMatch(problem -> problem.startsWith("lictor.consul-version is 'latest'"));
    }

    @Test
    void anEmptyValueIsRefusedInWordsWhereOneIsNeeded() {
        assertThat(problems(from(Map.of("LICTOR_DOMAIN", ""), Map.of("lictor.servers", ""))))
                .contains(
                        "lictor.domain is empty; give it a value, or leave it out for the default",
                        "lictor.servers is empty; give it a value, or leave it out for the default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    lictor.servers            | 4         | Raft needs an odd number
                    lictor.servers            | 0         | Raft needs an odd number
                    lictor.servers            | many      | lictor.servers is 'many'
                    lictor.addressing         | node      | allowed values: pod,service
                    lictor.name               | Consul    | must start with a letter
                    lictor.namespace          | a_b       | must be a DNS label
                    lictor.datacenter         | dc.1      | must be a DNS label
                    lictor.domain             | -         | must be a DNS name
                    lictor.consul-version     | 1.x       | must be a version
                    lictor.consul-version     | 1.6.9     | Lictor supports 1.7.2 and newer
                    lictor.consul-image       | a b       | must be an image
                    lictor.image-pull-policy  | Sometimes | Always, IfNotPresent or Never
                    lictor.ports.https        | -1        | is off
                    lictor.ports.https        | 443       | use 1024 to 65535
                    lictor.ports.http         | 8300      | which is also Consul's port for RPC
                    lictor.raft-multiplier    | 11        | Consul takes 1 to 10
                    lictor.tls.ca-validity    | 1d        | a CA must outlive what it signs
                    lictor.tls.server-validity| 1s        | use one hour or more
                    lictor.tls.ca-validity    | 36501d    | use 36500 days or less
                    lictor.tls.key-type       | ed25519   | is 'ed25519': allowed values:
                    lictor.storage.size       | big       | must be a quantity
                    lictor.storage.size       | 1000000000000000000Gi | must be a quantity
                    lictor.names.config-map   | A         | is not a valid name of an object
                    lictor.names.ca-secret    | consul-tls| as is another Secret
                    lictor.min-quorum         | 4         | of 3 lictor.servers; use 0 to 3
                    lictor.storage.when-scaled| keep      | is 'keep': allowed values:
                    lictor.placement.anti-affinity | never     | allowed values:
                    lictor.placement.tolerations | a=b:Never | has 'a=b:Never'; it must be such as dedicated=consul:NoSchedule
                    lictor.placement.tolerations | a:NoSchedule:30 | has 'a:NoSchedule:30'
                    lictor.placement.tolerations | *=b    | has '*=b'
                    lictor.placement.node-selector | disk | has 'disk'; it must be key=value
                    lictor.placement.node-selector | a b=c | b' is not a valid key
                    lictor.placement.node-selector | 'a=b,a=c' | has a twice
                    lictor.placement.priority-class | Hi  | must be one of kubectl get priorityclasses
                    lictor.resources.consul-requests | gpu=1 | has 'gpu'; it must be of cpu, memory, ephemeral-storage
                    lictor.resources.consul-limits | cpu=fast | has cpu=fast; it must be a quantity
                    lictor.resources.consul-limits | memory=0 | has memory=0; it must be a quantity
                    lictor.resources.consul-limits | memory=64Mi | a request must not be above its limit
                    lictor.resources.lictor-requests | 'memory=1G' | lictor.resources.lictor-limits memory=128Mi
                    lictor.network.client-namespaces | web | no access would be restricted
                    lictor.network.ip-families | IPv5     | has 'IPv5'; it must be IPv4 or IPv6
                    lictor.network.ip-families | 'IPv4,IPv4' | has a family twice
                    lictor.network.ip-families | 'IPv4,IPv6' | set the policy to prefer-dual-stack or require-dual-stack
                    lictor.network.ip-family-policy | both | allowed values:
                    lictor.monitoring.scrape-interval | 30 | must be a duration such as 30s or 1m
                    lictor.monitoring.pod-monitor-labels | release=x | lictor.monitoring.pod-monitor is off
                    lictor.sidecar.poll-interval | 100ms  | lictor.sidecar.poll-interval is 100 ms; use 1s or more
                    lictor.sidecar.max-age    | 1s        | with lictor.sidecar.poll-interval 1000 ms and lictor.sidecar.poll-timeout 900 ms an observation can be 1900 ms old
                    lictor.sidecar.backup-interval | 59s  | use 1m or more
                    lictor.sidecar.backup-count | 0       | use 1 or more
                    lictor.sidecar.backup-space | 513Mi   | lictor.storage.size is 1Gi; use at most half of that
                    lictor.sidecar.backup-space | 0       | must be a quantity such as 256Mi
                    lictor.sidecar.token-secret | A_b     | must be the name of a Secret
                    lictor.extra.labels       | app.kubernetes.io/name=x | which is reserved for finding objects and pods
                    lictor.extra.labels       | 'a=b c'   | the value of a is 'b c'
                    lictor.extra.pod-labels   | controller-revision-hash=1 | which is reserved for finding objects and pods
                    lictor.extra.annotations  | lictor.dev/config-checksum=1 | which is reserved for finding objects and pods
                    lictor.extra.annotations  | '{"a": 1}' | must be a text in quotation marks
                    lictor.extra.volumes      | '[{"name": "data"}]' | is a volume of Lictor
                    lictor.extra.volumes      | '[{"name": "x", "hostPath": {"path": "/"}}]' | restricted Pod Security allows one of
                    lictor.extra.volumes      | '[{"name": "x", "emptyDir": {}}]' | does not mount it
                    lictor.extra.volumes      | '[{"name": "x", "configMap": "y"}]' | which is not a valid Volume
                    lictor.extra.volumes      | '{}'      | must be a list of objects
                    lictor.extra.volumes      | '[1]'     | must be a list of objects
                    lictor.extra.mounts       | '[{"name": "gossip", "mountPath": "/x"}]' | which lictor.extra.volumes does not have
                    lictor.extra.mounts       | '[{"name": "x", "mountPath": "/consul/tls/x"}]' | outside of /consul
                    lictor.extra.mounts       | '[{"name": "x", "mountPath": "/"}]' | outside of /consul
                    lictor.extra.mounts       | '[{"name": "x", "mountPath": "x"}]' | outside of /consul
                    lictor.extra.consul       | '{"log_level": "DEBUG"' | is not valid JSON at line 1
                    lictor.extra.consul       | '{} {}'   | is not valid JSON
                    lictor.extra.consul       | '{"a": 1, "a": 2}' | is not valid JSON
                    lictor.extra.consul       | '[]'      | must be an object in braces
                    lictor.extra.consul       | '{"Server": false}' | has Server, which is reserved
                    lictor.extra.consul       | '{"encrypt": "x"}' | which its init container writes
                    lictor.extra.consul       | '{"ports": {"https": 1}}' | set lictor.ports.https
                    lictor.extra.consul       | '{"ports": [{"https": 1}]}' | which must be an object, because
                    lictor.extra.consul       | '{"tls": {"https": {"verify_incoming": false}}}' | has tls.https.verify_incoming
                    lictor.extra.consul       | '{"acl": {"tokens": {"agent": "x"}}}' | no place for a secret
                    """)
    void anInvalidValueIsReportedWithAValidOne(String setting, String value, String words) {
        assertThat(problems(from(Map.of(), Map.of(setting, value)))).anyMatch(problem -> problem.contains(words));
    }

    @Test
    void oneNodeCannotBeSpreadOverZones() {
        assertThat(problems(from(
                        Map.of("LICTOR_PLACEMENT_ANTI_AFFINITY", "off", "LICTOR_PLACEMENT_ZONES", "required"),
                        Map.of())))
                .singleElement()
                .asString()
                .contains("set one of them to preferred");
    }

    @Test
    void anEmptyDirHasNoStorageClass() {
        assertThat(problems(from(Map.of("LICTOR_STORAGE_KIND", "empty-dir", "LICTOR_STORAGE_CLASS", "fast"), Map.of())))
                .singleElement()
                .asString()
                .contains("remove one of them");
    }

    @Test
    void backupsAreKeptOnClaimsAndElsewhereOnlyIfSet() {
        assertThat(from(Map.of("LICTOR_STORAGE_SIZE", "2Gi"), Map.of())
                        .specification("1.0")
                        .observing()
                        .backups())
                .contains(new SidecarOptions.Backups(Duration.ofHours(1), 24, 512 << 20));
        var emptyDir = Map.of("LICTOR_STORAGE_KIND", "empty-dir");
        assertThat(from(emptyDir, Map.of()).specification("1.0").observing().backups())
                .isEmpty();
        assertThat(from(emptyDir, Map.of("lictor.sidecar.keep-backups", "true"))
                        .specification("1.0")
                        .observing()
                        .backups())
                .isPresent();
        assertThat(from(Map.of(), Map.of("lictor.sidecar.keep-backups", "false"))
                        .specification("1.0")
                        .observing()
                        .backups())
                .isEmpty();
    }

    @Test
    void aStructuredSettingIsOneVariable() {
        var spec = from(
                        Map.of(
                                "LICTOR_PLACEMENT_NODE_SELECTOR",
                                " example.org/disk = fast ,zone=a",
                                "LICTOR_EXTRA_ANNOTATIONS",
                                "{\"example.org/contact\": \"a, b\"}",
                                "LICTOR_RESOURCES_LICTOR_LIMITS",
                                ""),
                        Map.of())
                .specification("1.0");

        assertThat(spec.pods().placement().nodeSelector()).isEqualTo(Map.of("example.org/disk", "fast", "zone", "a"));
        assertThat(spec.extras().annotations()).isEqualTo(Map.of("example.org/contact", "a, b"));
        assertThat(spec.pods().lictor().limits()).isEmpty();
    }

    private static LoadedSettings from(Map<String, String> environment, Map<String, String> flags) {
        return new SettingsSource(Optional.empty(), environment, flags).read();
    }

    private static List<String> problems(LoadedSettings reading) {
        return catchThrowableOfType(InvalidSpecException.class, () -> reading.specification("1.0"))
                .problems();
    }
}
