package dev.lictor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a folder's servers were last started, stored as {@code cluster.json}. It limits how they can be started again.
 *
 * @param version the Consul version that last wrote the data
 */
record ClusterRecord(ConsulVersion version, String datacenter, List<LocalPorts> ports) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ClusterRecord {
        ports = List.copyOf(ports);
    }

    /** Why a cluster cannot start with this one's data. Empty if it can. */
    Optional<String> mismatch(ClusterSpec spec) {
        if (spec.version().compareTo(version) < 0) {
            return Optional.of(
                    "its data was written by Consul %s, which %s cannot read; name a Consul that is at least as new with --consul"
                            .formatted(version, spec.version()));
        }
        if (!spec.datacenter().equals(datacenter)) {
            return Optional.of("it holds datacenter %s, not %s; leave out lictor.datacenter to use it again"
                    .formatted(datacenter, spec.datacenter()));
        }
        if (spec.servers() < ports.size()) {
            return Optional.of(
                    "it holds %d servers, and each of them counts for Raft's quorum; leave out --servers and lictor.servers to start them all"
                            .formatted(ports.size()));
        }
        return Optional.empty();
    }

    /** The defaults of settings for the next start. */
    Map<String, String> settings() {
        return Map.of("lictor.servers", String.valueOf(ports.size()), "lictor.datacenter", datacenter);
    }

    String json() {
        var root = JSON.createObjectNode();
        root.put("version", version.toString()).put("datacenter", datacenter);
        var servers = root.putArray("servers");
        ports.forEach(of -> servers.addObject()
                .put("rpc", of.rpc())
                .put("serf", of.serf())
                .put("https", of.https())
                .put("sidecar", of.sidecar()));
        return root.toPrettyString() + "\n";
    }

    /** Parses what {@link #json} wrote. Empty if the text is anything else. */
    static Optional<ClusterRecord> read(String json) {
        try {
            var root = JSON.readTree(json);
            var ports = root.path("servers")
                    .valueStream()
                    .map(of ->
                            new LocalPorts(port(of, "rpc"), port(of, "serf"), port(of, "https"), port(of, "sidecar")))
                    .toList();
            var sound = !ports.isEmpty()
                    && ports.stream().flatMap(of -> of.all().stream()).allMatch(port -> port > 0);
            return ConsulVersion.parse(root.path("version").asText())
                    .filter(version -> sound)
                    .map(version ->
                            new ClusterRecord(version, root.path("datacenter").asText(), ports));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static int port(JsonNode of, String name) {
        return of.path(name).asInt();
    }
}
