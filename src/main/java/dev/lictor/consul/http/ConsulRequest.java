package dev.lictor.consul.http;

import dev.lictor.consul.Gossip;
import dev.lictor.consul.LeaderContact;
import io.vertx.core.MultiMap;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A request to Consul, and how its answer is read.
 *
 * @param path the path and query below the server's address
 * @param answers the status codes of a successful answer
 * @param token whether to send the token. Consul refuses a wrong token even where none is needed, so those requests send none
 * @param mostBytes the largest size of an answer; reading takes time even if little is kept
 * @param body makes a reader for one answer
 */
record ConsulRequest<T>(
        String path, Set<Integer> answers, boolean token, long mostBytes, Supplier<BodyReader<T>> body) {
    static final long MOST_BYTES = 1L << 20;

    /** A member takes some 400 bytes, and no gossip pool has a hundred thousand members. */
    private static final long MOST_BYTES_OF_MEMBERS = 1L << 26;

    private static final Set<Integer> OK = Set.of(200);

    /** A request that needs no token; the answer is JSON. */
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

    /**
     * Reads a node that does not exist, because only the headers matter: they describe the contact with the leader. A refusal has the same
     * headers without a meaning, and is therefore an error.
     */
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
        // The header is the number of milliseconds, so parse it as a Go duration.
        return new LeaderContact(
                known.equals("true"),
                GoDuration.parse(ago + "ms")
                        .orElseThrow(() ->
                                new ConsulJson.UnreadableException("X-Consul-LastContact is '%s'".formatted(ago))));
    }
}
