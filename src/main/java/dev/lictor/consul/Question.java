package dev.lictor.consul;

import io.vertx.core.MultiMap;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is asked, and how its answer is read.
 *
 * @param answers status codes that carry an answer
 * @param token whether a token is needed; a wrong one must not keep Consul from telling what it tells everybody
 * @param mostBytes of an answer; however little of it is kept, it takes time
 * @param body that takes one answer
 */
record Question<T>(String path, Set<Integer> answers, boolean token, long mostBytes, Supplier<Body<T>> body) {
    static final long MOST_BYTES = 1L << 20;

    /** A member has some 400, and a hundred thousand of them are more than anybody gossips with. */
    private static final long MOST_BYTES_OF_MEMBERS = 1L << 26;

    private static final Set<Integer> OK = Set.of(200);

    /** That everybody may ask; the answer is JSON, as it is of all others. */
    static <T> Question<T> open(String path, Json.Reader<T> reader) {
        return new Question<>(path, OK, false, MOST_BYTES, () -> Body.json(reader));
    }

    static <T> Question<T> of(String path, Json.Reader<T> reader) {
        return of(path, OK, reader);
    }

    static <T> Question<T> of(String path, Set<Integer> answers, Json.Reader<T> reader) {
        return new Question<>(path, answers, true, MOST_BYTES, () -> Body.json(reader));
    }

    static Question<Gossip> members() {
        return new Question<>("/v1/agent/members", OK, true, MOST_BYTES_OF_MEMBERS, GossipBody::new);
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
                "/v1/health/node/lictor?" + consistency, OK, false, MOST_BYTES, () -> Body.ignored(Question::contact));
    }

    private static LeaderContact contact(MultiMap headers) throws Json.UnreadableException {
        var known = headers.get("X-Consul-KnownLeader");
        var ago = headers.get("X-Consul-LastContact");
        if (known == null || ago == null) {
            throw new Json.UnreadableException("no X-Consul-KnownLeader or X-Consul-LastContact");
        }
        // As Go writes a duration, of which this is the number.
        return new LeaderContact(
                known.equals("true"),
                GoDuration.parse(ago + "ms")
                        .orElseThrow(
                                () -> new Json.UnreadableException("X-Consul-LastContact is '%s'".formatted(ago))));
    }
}
