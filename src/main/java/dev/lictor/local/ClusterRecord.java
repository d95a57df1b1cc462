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
 * What a folder's servers were last started as, which limits what they can be started as again.
 *
 * @param version that last wrote the data
 */
record ClusterRecord(ConsulVersion version, String datacenter, List<LocalPorts> ports) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ClusterRecord {
        ports = List.copyOf(ports);
    }

    /** Why a cluster cannot be started on this one's data; empty if it can. */
    Optional<String> objection(ClusterSpec spec) {
        if (spec.version().compareTo(version) < 0) {
            return Optional.of(
                    "its data was written by Consul %s, which %s cannot read; take a Consul as new with --consul"
                            .formatted(version, spec.version()));
        }
        if (!spec.datacenter().equals(datacenter)) {
            return Optional.of("it holds datacenter %s, not %s; leave out lictor.datacenter to go on with it"
                    .formatted(datacenter, spec.datacenter()));
        }
        if (spec.servers() < ports.size()) {
            return Optional.of(
                    "it holds %d servers, and Raft counts on each of them; leave out --servers and lictor.servers to go on with them"
                            .formatted(ports.size()));
        }
        return Optional.empty();
    }

    /** The settings that a next start has unless it is given others. */
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

    /** Reads what {@link #json} wrote; empty where it is something else. */
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
