package dev.lictor.local.process;

import dev.lictor.cluster.SidecarEnvironment;
import dev.lictor.cluster.SidecarEnvironment.Variable;
import dev.lictor.local.ConsulProgram;
import dev.lictor.local.LocalServer;
import dev.lictor.local.Loopback;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command lines and environments of a local cluster's processes. */
public record ProcessCommands(
        ConsulProgram program, SelfCommand self, SidecarEnvironment environment, List<LocalServer> servers) {
    public List<String> consul(LocalServer server) {
        return agent(program, server);
    }

    /** The command line of a Consul server. Hints also show it. */
    public static List<String> agent(ConsulProgram program, LocalServer server) {
        return List.of(
                program.path().toString(),
                "agent",
                "-config-file=" + server.sharedConfiguration(),
                "-config-file=" + server.ownConfiguration());
    }

    public List<String> sidecar() {
        return Stream.concat(self.command().stream(), Stream.of("sidecar")).toList();
    }

    /** The environment variables of a server's sidecar. */
    public Map<String, String> settings(LocalServer server) {
        return environment
                .with(Variable.HOST, Loopback.ADDRESS)
                .with(Variable.PORT, server.ports().sidecar())
                .server(
                        server.consulUrl(),
                        server.tls().toString(),
                        server.data().toString(),
                        peers())
                .with(Variable.BACKUP_DIRECTORY, server.backups())
                .with(Variable.ORDINAL, servers.indexOf(server))
                .byKey();
    }

    private List<String> peers() {
        return servers.stream()
                .map(each -> Loopback.ADDRESS + ":" + each.ports().serf())
                .toList();
    }
}
