package dev.lictor.consul;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Set;

/**
 * What is asked, and how its answer is read.
 *
 * @param answers status codes that carry an answer
 */
record Question<T>(String path, Set<Integer> answers, Reader<T> reader) {
    /** Turns an answer into what was asked for. */
    interface Reader<T> {
        T read(MultiMap headers, byte[] body) throws Json.UnreadableException;
    }

    /** Of an answer whose body is JSON. */
    static <T> Question<T> of(String path, Json.Reader<T> reader) {
        return of(path, Set.of(200), reader);
    }

    static <T> Question<T> of(String path, Set<Integer> answers, Json.Reader<T> reader) {
        return new Question<>(path, answers, (_, body) -> Json.read(body, reader));
    }

    /** Of any node: what is told about the leader is in the headers, and a node of that name is not likely. */
    static Question<LeaderContact> leaderContact() {
        return new Question<>("/v1/health/node/lictor?stale", Set.of(200), (headers, _) -> contact(headers));
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
