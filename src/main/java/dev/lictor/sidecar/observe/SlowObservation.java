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
 * What is looked at less often than each poll, since it costs more or changes slowly; absent is what was never asked.
 *
 * @param served the certificate that Consul shows to a new connection
 * @param space of the volume on which the server's data lies
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

    /** What of it is still believed at a moment. Gossip without a member, not even this one, is what a token did not allow to see. */
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

    /** Why each answer failed that was given since, once for each cause. */
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

    /** What cannot be read is not there for all others, and Consul does not know of it. */
    private static Optional<Unread> unread(
            String question, Optional<? extends ExpiringResult<?>> sighting, Instant now) {
        return sighting.filter(seen -> !now.isAfter(seen.until()))
                .flatMap(seen -> seen.answer().failure())
                .filter(failure -> failure.cause() == Cause.GARBAGE || failure.cause() == Cause.TOO_LARGE)
                .map(failure -> new Unread(question, question + ": " + failure.words()));
    }

    /** A question whose answer cannot be read, and why. */
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
     * Of an inspection, at a moment.
     *
     * @param membersHidden for lack of {@code node:read}
     * @param autopilotHidden for lack of {@code operator:read}
     * @param unread what Consul has answered and could not be read
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

        /** Those of gossip: all servers, and some of the other agents. */
        public Optional<List<Member>> members() {
            return gossip.map(Gossip::members);
        }
    }
}
