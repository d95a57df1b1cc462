package dev.lictor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.text.Foreign;
import java.util.Arrays;
import java.util.List;

/** The answer of a sidecar to {@code GET /q/health/ready}. */
public sealed interface SidecarAnswer {
    /**
     * @param leader the Raft address of the leader; empty if none is known
     * @param reasons why the server is not ready; empty if it is ready
     */
    public record Reported(
            boolean ready,
            String role,
            String leader,
            String peers,
            String term,
            String lastContact,
            List<String> reasons)
            implements SidecarAnswer {}

    /** The name of the sidecar's only readiness check. */
    String CHECK = "consul server";

    /** The sidecar did not answer, or its answer cannot be used. */
    record NoAnswer(String why) implements SidecarAnswer {}

    /** Parses the body of {@code /q/health/ready}, which has one form for 200 and 503. */
    static SidecarAnswer read(String body) {
        try {
            var health = new ObjectMapper().readTree(body);
            return health.path("checks")
                    .valueStream()
                    .filter(check -> check.path("name").asText().equals(CHECK))
                    .findFirst()
                    .map(check -> reported(check.path("status").asText().equals("UP"), check.path("data")))
                    .orElseGet(() -> new NoAnswer("its sidecar's answer has no check of Consul"));
        } catch (JsonProcessingException e) {
            return new NoAnswer("its sidecar's answer cannot be read");
        }
    }

    private static SidecarAnswer reported(boolean ready, JsonNode data) {
        var reasons = data.path("reasons").asText();
        return new Reported(
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

    /** Sanitizes the text: another program may answer on the sidecar's port. */
    private static String word(JsonNode data, String name) {
        return Foreign.word(data.path(name).asText());
    }
}
