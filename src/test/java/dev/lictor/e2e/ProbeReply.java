package dev.lictor.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The response of a probe through the API server.
 *
 * @param status of HTTP; 0 if nothing came, and then the body says why
 */
record ProbeReply(int status, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean ok() {
        return status == 200;
    }

    /** The body as JSON; an empty node if it is not JSON. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
