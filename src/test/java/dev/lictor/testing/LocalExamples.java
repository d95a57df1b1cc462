package dev.lictor.testing;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.config.SettingsSource;
import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ConsulProgram;
import dev.lictor.local.LocalPorts;
import dev.lictor.local.LocalServer;
import dev.lictor.local.ServerView;
import dev.lictor.local.SidecarAnswer;
import dev.lictor.local.process.ProcessState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Servers of a local cluster and their observed states, for tests. */
public final class LocalExamples {
    public static final ConsulVersion NEWEST = new ConsulVersion(1, 22, 7);

    private LocalExamples() {}

    public static ClusterSpec spec(String... settings) {
        var flags = new TreeMap<String, String>();
        Arrays.stream(settings).map(setting -> setting.split("=", 2)).forEach(pair -> flags.put(pair[0], pair[1]));
        return new SettingsSource(Optional.empty(), Map.of(), flags).read().specification("0");
    }

    public static ClusterInfo cluster(String... settings) {
        return new ClusterInfo(
                spec(settings),
                Path.of("/home/me/my cluster"),
                new ConsulProgram(Path.of("/opt/consul"), ConsulVersion.OLDEST));
    }

    static LocalServer server(int ordinal) {
        return LocalServer.of(ordinal, "consul-" + ordinal, Path.of("/folder"), ports(ordinal));
    }

    public static LocalPorts ports(int ordinal) {
        int more = 10 * ordinal;
        return new LocalPorts(8300 + more, 8301 + more, 8501 + more, 8508 + more);
    }

    public static ServerView ready(int ordinal, int leader) {
        var role = ordinal == leader ? "leader" : "follower";
        return reported(
                ordinal,
                new SidecarAnswer.Reported(
                        true, role, "127.0.0.1:83%d0".formatted(leader), "3", "2", "12 ms", List.of()));
    }

    public static ServerView notReady(int ordinal, String... reasons) {
        return reported(ordinal, new SidecarAnswer.Reported(false, "candidate", "", "3", "7", "", List.of(reasons)));
    }

    public static ServerView reported(int ordinal, SidecarAnswer answer) {
        return new ServerView(
                server(ordinal), new ProcessState.Running(4000 + ordinal), new ProcessState.Running(1), answer);
    }

    public static ServerView stopped(int ordinal, int status) {
        return after(ordinal, new ProcessState.Stopped(status, Optional.empty()));
    }

    /** A stopped server whose sidecar still reports its last observation. */
    public static ServerView after(int ordinal, ProcessState consul) {
        var last = ready(ordinal, ordinal);
        return new ServerView(last.server(), consul, last.sidecar(), last.answer());
    }
}
