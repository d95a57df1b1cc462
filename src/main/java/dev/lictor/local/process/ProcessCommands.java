package dev.lictor.local.process;

import dev.lictor.local.ConsulProgram;
import dev.lictor.local.LocalServer;
import dev.lictor.local.Loopback;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command lines and environments of a local cluster's processes. */
public record ProcessCommands(
        ConsulProgram program, SelfCommand self, Map<String, String> sidecarSettings, List<LocalServer> servers) {
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
        var settings = new TreeMap<>(sidecarSettings);
        settings.put("LICTOR_SIDECAR_HOST", Loopback.ADDRESS);
        settings.put("LICTOR_SIDECAR_PORT", String.valueOf(server.ports().sidecar()));
        settings.put("LICTOR_SIDECAR_CONSUL_URL", server.consulUrl());
        settings.put("LICTOR_SIDECAR_TLS_DIRECTORY", server.tls().toString());
        settings.put("LICTOR_SIDECAR_DATA_DIRECTORY", server.data().toString());
        settings.put("LICTOR_SIDECAR_BACKUP_DIRECTORY", server.backups().toString());
        settings.put("LICTOR_SIDECAR_ORDINAL", String.valueOf(servers.indexOf(server)));
        settings.put(
                "LICTOR_SIDECAR_PEERS",
                servers.stream()
                        .map(each -> Loopback.ADDRESS + ":" + each.ports().serf())
                        .collect(Collectors.joining(",")));
        return settings;
    }
}
