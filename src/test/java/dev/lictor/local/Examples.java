package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.config.SettingsSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Servers and what is seen of them, for tests. */
final class Examples {
    static final ConsulVersion NEWEST = new ConsulVersion(1, 22, 7);

    private Examples() {}

    static ClusterSpec spec(String... settings) {
        var flags = new TreeMap<String, String>();
        Arrays.stream(settings).map(setting -> setting.split("=", 2)).forEach(pair -> flags.put(pair[0], pair[1]));
        return new SettingsSource(Optional.empty(), Map.of(), flags).read().specification("0");
    }

    static Facts facts(String... settings) {
        return new Facts(
                spec(settings),
                Path.of("/home/me/my cluster"),
                new ConsulProgram(Path.of("/opt/consul"), ConsulVersion.OLDEST));
    }

    static LocalServer server(int ordinal) {
        return LocalServer.of(ordinal, "consul-" + ordinal, Path.of("/folder"), ports(ordinal));
    }

    static ServerPorts ports(int ordinal) {
        int more = 10 * ordinal;
        return new ServerPorts(8300 + more, 8301 + more, 8501 + more, 8508 + more);
    }

    static ServerView ready(int ordinal, int leader) {
        var role = ordinal == leader ? "leader" : "follower";
        return told(
                ordinal,
                new Answer.Told(true, role, "127.0.0.1:83%d0".formatted(leader), "3", "2", "12 ms", List.of()));
    }

    static ServerView notReady(int ordinal, String... reasons) {
        return told(ordinal, new Answer.Told(false, "candidate", "", "3", "7", "", List.of(reasons)));
    }

    static ServerView told(int ordinal, Answer answer) {
        return new ServerView(
                server(ordinal), new ChildState.Running(4000 + ordinal), new ChildState.Running(1), answer);
    }

    static ServerView stopped(int ordinal, int status) {
        return after(ordinal, new ChildState.Stopped(status, Optional.empty()));
    }

    /** Its sidecar says what it saw last. */
    static ServerView after(int ordinal, ChildState consul) {
        var last = ready(ordinal, ordinal);
        return new ServerView(last.server(), consul, last.sidecar(), last.answer());
    }
}
