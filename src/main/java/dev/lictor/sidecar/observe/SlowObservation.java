package dev.lictor.sidecar.observe;

import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of a slow poll: what costs more than a poll or changes slowly. A part is absent if it was never requested.
 *
 * @param served the certificate that Consul presents to a new connection
 * @param space of the volume of the server's data
 */
public record SlowObservation(
        Optional<ExpiringResult<Gossip>> gossip,
        Optional<ExpiringResult<Autopilot>> autopilot,
        Optional<ExpiringResult<List<RaftServer>>> configuration,
        Optional<ExpiringResult<GossipRing>> gossipRing,
        Optional<ExpiringResult<X509Certificate>> served,
        Optional<ExpiringResult<DataSpace>> space) {
    public static final SlowObservation NONE = new SlowObservation(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The parts that have not expired. Consul filters members by the token's rights: a list without even this server means that the right is missing. */
    public Fresh at(Instant now) {
        return new Fresh(
                at(gossip, now).filter(known -> !known.members().isEmpty()),
                at(autopilot, now),
                at(configuration, now).filter(servers -> !servers.isEmpty()),
                at(gossipRing, now),
                at(served, now),
                at(space, now),
                isEmpty(gossip, now),
                isForbidden(autopilot, now),
                Stream.of(
                                unread("agent/members", gossip, now),
                                unread("autopilot/health", autopilot, now),
                                unread("raft/configuration", configuration, now),
                                unread("operator/keyring", gossipRing, now))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** The causes of the failed answers that are newer than {@code before}, each once. */
    public Stream<ConsulError.Cause> failures(SlowObservation before) {
        return Stream.of(
                        anew(before.gossip, gossip),
                        anew(before.autopilot, autopilot),
                        anew(before.configuration, configuration),
                        anew(before.gossipRing, gossipRing),
                        anew(before.served, served))
                .flatMap(Optional::stream)
                .map(sighting -> sighting.answer().failure())
                .flatMap(Optional::stream)
                .map(ConsulError::cause)
                .distinct();
    }

    private static <T> Optional<ExpiringResult<T>> anew(
            Optional<ExpiringResult<T>> before, Optional<ExpiringResult<T>> after) {
        return after.filter(_ -> !after.equals(before));
    }

    /** Reports an answer that Lictor cannot parse: all other readers see only that the value is absent, and Consul knows nothing of it. */
    private static Optional<Unread> unread(
            String question, Optional<? extends ExpiringResult<?>> sighting, Instant now) {
        return sighting.filter(seen -> !now.isAfter(seen.until()))
                .flatMap(seen -> seen.answer().failure())
                .filter(failure -> failure.cause() == Cause.INVALID_ANSWER || failure.cause() == Cause.TOO_LARGE)
                .map(failure -> new Unread(question, question + ": " + failure.words()));
    }

    /** A request whose answer cannot be parsed, and why. */
    public record Unread(String question, String words) {}

    private static boolean isEmpty(Optional<ExpiringResult<Gossip>> gossip, Instant now) {
        return at(gossip, now).filter(known -> known.members().isEmpty()).isPresent();
    }

    private static boolean isForbidden(Optional<? extends ExpiringResult<?>> sighting, Instant now) {
        return sighting.filter(seen -> !now.isAfter(seen.until()))
                .flatMap(seen -> seen.answer().failure())
                .filter(ConsulError::forbidden)
                .isPresent();
    }

    private static <T> Optional<T> at(Optional<ExpiringResult<T>> sighting, Instant now) {
        return sighting.flatMap(seen -> seen.at(now));
    }

    /**
     * The parts of a slow observation that have not expired.
     *
     * @param membersHidden whether the token lacks {@code node:read}
     * @param autopilotHidden whether the token lacks {@code operator:read}
     * @param unread answers of Consul that could not be parsed
     */
    public record Fresh(
            Optional<Gossip> gossip,
            Optional<Autopilot> autopilot,
            Optional<List<RaftServer>> configuration,
            Optional<GossipRing> gossipRing,
            Optional<X509Certificate> served,
            Optional<DataSpace> space,
            boolean membersHidden,
            boolean autopilotHidden,
            List<Unread> unread) {
        public static final Fresh NOTHING = NONE.at(Instant.MIN);

        /** Members in gossip: all servers, and a limited number of other agents. */
        public Optional<List<Member>> members() {
            return gossip.map(Gossip::members);
        }
    }
}
