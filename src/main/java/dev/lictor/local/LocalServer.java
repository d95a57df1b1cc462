package dev.lictor.local;

import java.nio.file.Path;

/** One server: its name, its folder and its ports. */
record LocalServer(String node, Path directory, ServerPorts ports) {
    static LocalServer of(int ordinal, String node, Path folder, ServerPorts ports) {
        return new LocalServer(node, folder.resolve("server-" + ordinal), ports);
    }

    Path data() {
        return directory.resolve("data");
    }

    Path backups() {
        return directory.resolve("backups");
    }

    Path tls() {
        return directory.resolve("tls");
    }

    Path sharedConfiguration() {
        return directory.resolve("shared.json");
    }

    Path ownConfiguration() {
        return directory.resolve("own.json");
    }

    Path consulLog() {
        return directory.resolve("consul.log");
    }

    Path sidecarLog() {
        return directory.resolve("sidecar.log");
    }

    /** The address by which Raft and its peers know it. */
    String raftAddress() {
        return Loopback.ADDRESS + ":" + ports.rpc();
    }

    String consulUrl() {
        return "https://" + Loopback.ADDRESS + ":" + ports.https();
    }

    String sidecarUrl() {
        return "http://" + Loopback.ADDRESS + ":" + ports.sidecar();
    }
}
