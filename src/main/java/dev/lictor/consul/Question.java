package dev.lictor.consul;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Set;

/**
 * What is asked, and how its answer is read.
 *
 * @param answers status codes that carry an answer
 * @param token whether a token is needed; a wrong one must not keep Consul from telling what it tells everybody
 */
record Question<T>(String path, Set<Integer> answers, boolean token, Reader<T> reader) {
    private static final int OK = 200;

    /** Turns an answer into what was asked for. */
    interface Reader<T> {
        T read(MultiMap headers, byte[] body) throws Json.UnreadableException;
    }

    /** That everybody may ask; the answer is JSON, as it is of all others. */
    static <T> Question<T> open(String path, Json.Reader<T> reader) {
        return new Question<>(path, Set.of(OK), false, (_, body) -> Json.read(body, reader));
    }

    static <T> Question<T> of(String path, Json.Reader<T> reader) {
        return of(path, Set.of(OK), reader);
    }

    static <T> Question<T> of(String path, Set<Integer> answers, Json.Reader<T> reader) {
        return new Question<>(path, answers, true, (_, body) -> Json.read(body, reader));
    }

    /** Of any node, best of one that is not there: what is told about the leader is in the headers. Refusals have them, too, without meaning. */
    static Question<LeaderContact> leaderContact() {
        return contact("stale");
    }

    static Question<LeaderContact> leaderConfirmation() {
        return contact("consistent");
    }

    private static Question<LeaderContact> contact(String consistency) {
        return new Question<>(
                "/v1/health/node/lictor?" + consistency, Set.of(OK), false, (headers, _) -> contact(headers));
    }

    private static LeaderContact contact(MultiMap headers) throws Json.UnreadableException {
        var known = headers.get("X-Consul-KnownLeader");
        var ago = headers.get("X-Consul-LastContact");
        if (known == null || ago == null) {
            throw new Json.UnreadableException("no X-Consul-KnownLeader or X-Consul-LastContact");
        }
        try {
            return new LeaderContact(known.equals("true"), Duration.ofMillis(Long.parseUnsignedLong(ago)));
        } catch (NumberFormatException e) {
            throw new Json.UnreadableException("X-Consul-LastContact is '%s'".formatted(ago));
        }
    }
}
