package dev.lictor.local;

import java.nio.file.Path;

/** One server: its name, its folder and its ports. */
public record LocalServer(String node, Path directory, LocalPorts ports) {
    public static LocalServer of(int ordinal, String node, Path folder, LocalPorts ports) {
        return new LocalServer(node, folder.resolve("server-" + ordinal), ports);
    }

    public Path data() {
        return directory.resolve("data");
    }

    public Path backups() {
        return directory.resolve("backups");
    }

    public Path tls() {
        return directory.resolve("tls");
    }

    public Path sharedConfiguration() {
        return directory.resolve("shared.json");
    }

    public Path ownConfiguration() {
        return directory.resolve("own.json");
    }

    Path consulLog() {
        return directory.resolve("consul.log");
    }

    Path sidecarLog() {
        return directory.resolve("sidecar.log");
    }

    /** The address by which Raft's peers know this server. */
    String raftAddress() {
        return Loopback.ADDRESS + ":" + ports.rpc();
    }

    public String consulUrl() {
        return "https://" + Loopback.ADDRESS + ":" + ports.https();
    }

    public String sidecarUrl() {
        return "http://" + Loopback.ADDRESS + ":" + ports.sidecar();
    }
}
