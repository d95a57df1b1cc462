package dev.lictor.it.consul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.rollout.ConfigurationVerdict;
import dev.lictor.manifests.ConfigurationCheckPod;
import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.RealConsul;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command of the pod that checks a configuration, with the files that it mounts: what does Consul itself say? */
@Tag("once")
class ConfigurationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ConfigurationVerdict ACCEPTED = new ConfigurationVerdict.Accepted();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OLDEST | 1.7.2  | rpc | {}
        OLDEST | 1.7.2  | all | {"log_level": "WARN", "limits": {"http_max_conns_per_client": 500}}
        OLDEST | 1.7.2  | rpc | {"connect": {"enabled": true}, "ports": {"grpc": 8502}, "encrypt_verify_incoming": true}
        OLDEST | 1.7.2  | rpc | {"acl": {"enabled": true, "default_policy": "deny", "enable_token_persistence": true}}
        NEWEST | 1.22.7 | rpc | {}
        NEWEST | 1.22.7 | all | {"log_level": "WARN", "limits": {"request_limits": {"mode": "permissive"}}}
        NEWEST | 1.22.7 | rpc | {"peering": {"enabled": true}, "connect": {"enabled": true}, "ports": {"grpc_tls": 8503}}
        NEWEST | 1.22.7 | rpc | {"tls": {"defaults": {"tls_min_version": "TLSv1_3"}}, "raft_logstore": {"backend": "wal"}}
        NEWEST | 1.22.7 | rpc | {"acl": {"enabled": true, "default_policy": "deny", "enable_token_persistence": true}}
        """)
    void whatLictorWritesAndWhatFitsIsAccepted(RealConsul consul, String version, String verifyIncoming, String extra)
            throws IOException {
        assertThat(verdict(consul, version, verifyIncoming, extra)).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OLDEST | 1.7.2  | {"encrypt_verify_incomming": false}                 | invalid config key encrypt_verify_incomming
        OLDEST | 1.7.2  | {"raft_logstore": {"backend": "wal"}}               | invalid config key raft_logstore
        OLDEST | 1.7.2  | {"limits": {"rpc_rate": "x"}}                       | expected type 'float64', got
        OLDEST | 1.7.2  | {"dns_config": {"recursor_strategy": "none"}}       | recursor_strategy
        OLDEST | 1.7.2  | {"node_meta": {"consul-x": "y"}}                    | Key prefix 'consul-' is reserved
        NEWEST | 1.22.7 | {"encrypt_verify_incomming": false, "dev": true}    | invalid config key dev
        NEWEST | 1.22.7 | {"limits": {"rpc_rate": "x"}}                       | expected type 'float64', got
        NEWEST | 1.22.7 | {"server_rejoin_age_max": "1h"}                     | cannot be less than: 6h0m0s
        NEWEST | 1.22.7 | {"segment": "a"}                                    | Network segments are not supported
        """)
    void whatConsulDoesNotKnowIsRefusedInItsOwnWords(RealConsul consul, String version, String extra, String words)
            throws IOException {
        assertThat(verdict(consul, version, "rpc", extra))
                .isInstanceOfSatisfying(
                        ConfigurationVerdict.Refused.class,
                        refused -> assertThat(refused.words())
                                .contains(words)
                                .doesNotContain("\n", directory.toString(), "deprecated"));
    }

    /** As the kubelet does: writes the files of the volume, runs the command and keeps the end of its output. */
    private ConfigurationVerdict verdict(RealConsul consul, String version, String verifyIncoming, String extra)
            throws IOException {
        var settings = new HashMap<>(Map.of("lictor.consul-version", version, "lictor.extra.consul", extra));
        settings.put("lictor.verify-incoming", verifyIncoming);
        var pod = ConfigurationCheckPod.of(Specs.with(settings), new ServerPods("consul-0").pod(), 60);
        var mount = directory.resolve("config");
        Files.createDirectories(mount);
        for (var file : pod.getSpec().getVolumes().getFirst().getDownwardAPI().getItems()) {
            Files.writeString(mount.resolve(file.getPath()), content(pod, file));
        }
        var container = pod.getSpec().getContainers().getFirst();
        var mounted = container.getVolumeMounts().getFirst().getMountPath();
        var command = new ArrayList<>(List.of(consul.path().toString()));
        container.getArgs().forEach(arg -> command.add(arg.replace(mounted, mount.toString())));
        var finished = FinishedProcess.await(new ProcessBuilder(command), PATIENCE);
        return ConfigurationVerdict.of(new PodBuilder(pod)
                .withNewStatus()
                .addNewContainerStatus()
                .withName(container.getName())
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(finished.exitCode())
                        .withMessage(finished.exitCode() == 0 ? "" : finished.words())
                        .endTerminated()
                        .build())
                .endContainerStatus()
                .endStatus()
                .build());
    }

    private static String content(Pod pod, DownwardAPIVolumeFile file) {
        var path = file.getFieldRef().getFieldPath();
        return pod.getMetadata()
                .getAnnotations()
                .getOrDefault(path.substring(path.indexOf('\'') + 1, path.lastIndexOf('\'')), "");
    }
}
