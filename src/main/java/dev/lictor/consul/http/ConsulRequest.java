package dev.lictor.consul.http;

import dev.lictor.consul.Gossip;
import dev.lictor.consul.LeaderContact;
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
record ConsulRequest<T>(
        String path, Set<Integer> answers, boolean token, long mostBytes, Supplier<BodyReader<T>> body) {
    static final long MOST_BYTES = 1L << 20;

    /** A member has some 400, and a hundred thousand of them are more than anybody gossips with. */
    private static final long MOST_BYTES_OF_MEMBERS = 1L << 26;

    private static final Set<Integer> OK = Set.of(200);

    /** That everybody may ask; the answer is JSON, as it is of all others. */
    static <T> ConsulRequest<T> open(String path, ConsulJson.Reader<T> reader) {
        return new ConsulRequest<>(path, OK, false, MOST_BYTES, () -> BodyReader.json(reader));
    }

    static <T> ConsulRequest<T> of(String path, ConsulJson.Reader<T> reader) {
        return of(path, OK, reader);
    }

    static <T> ConsulRequest<T> of(String path, Set<Integer> answers, ConsulJson.Reader<T> reader) {
        return new ConsulRequest<>(path, answers, true, MOST_BYTES, () -> BodyReader.json(reader));
    }

    static ConsulRequest<Gossip> members() {
        return new ConsulRequest<>("/v1/agent/members", OK, true, MOST_BYTES_OF_MEMBERS, GossipBody::new);
    }

    /** Of any node, best of one that is not there: what is told about the leader is in the headers. Refusals have them, too, without meaning. */
    static ConsulRequest<LeaderContact> leaderContact() {
        return contact("stale");
    }

    static ConsulRequest<LeaderContact> leaderConfirmation() {
        return contact("consistent");
    }

    private static ConsulRequest<LeaderContact> contact(String consistency) {
        return new ConsulRequest<>(
                "/v1/health/node/lictor?" + consistency,
                OK,
                false,
                MOST_BYTES,
                () -> BodyReader.ignored(ConsulRequest::contact));
    }

    private static LeaderContact contact(MultiMap headers) throws ConsulJson.UnreadableException {
        var known = headers.get("X-Consul-KnownLeader");
        var ago = headers.get("X-Consul-LastContact");
        if (known == null || ago == null) {
            throw new ConsulJson.UnreadableException("no X-Consul-KnownLeader or X-Consul-LastContact");
        }
        // As Go writes a duration, of which this is the number.
        return new LeaderContact(
                known.equals("true"),
                GoDuration.parse(ago + "ms")
                        .orElseThrow(() ->
                                new ConsulJson.UnreadableException("X-Consul-LastContact is '%s'".formatted(ago))));
    }
}
