package dev.lictor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.text.Foreign;
import java.util.Arrays;
import java.util.List;

/** What a sidecar says of its server when it is asked for its readiness. */
public sealed interface SidecarAnswer {
    /**
     * @param leader the Raft address of the leader; empty where none is known
     * @param reasons why the server is not ready; empty if it is
     */
    public record Told(
            boolean ready,
            String role,
            String leader,
            String peers,
            String term,
            String lastContact,
            List<String> reasons)
            implements SidecarAnswer {}

    /** The sidecar's only check of readiness. */
    String CHECK = "consul server";

    /** It did not answer. */
    record Silent(String why) implements SidecarAnswer {}

    /** Reads the body of {@code /q/health/ready}, the same for 200 and 503. */
    static SidecarAnswer read(String body) {
        try {
            var health = new ObjectMapper().readTree(body);
            return health.path("checks")
                    .valueStream()
                    .filter(check -> check.path("name").asText().equals(CHECK))
                    .findFirst()
                    .map(check -> told(check.path("status").asText().equals("UP"), check.path("data")))
                    .orElseGet(() -> new Silent("its sidecar's answer has no check of Consul"));
        } catch (JsonProcessingException e) {
            return new Silent("its sidecar's answer cannot be read");
        }
    }

    private static SidecarAnswer told(boolean ready, JsonNode data) {
        var reasons = data.path("reasons").asText();
        return new Told(
                ready,
                word(data, "role"),
                word(data, "leader"),
                word(data, "peers"),
                word(data, "term"),
                word(data, "last_contact"),
                Arrays.stream(reasons.split("; ", -1))
                        .filter(reason -> !reason.isBlank())
                        .map(Foreign::line)
                        .toList());
    }

    /** Whoever answers on a sidecar's port may be another program. */
    private static String word(JsonNode data, String name) {
        return Foreign.word(data.path(name).asText());
    }
}
