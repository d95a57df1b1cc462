package dev.lictor.sidecar;

import dev.lictor.consul.Autopilot;
import dev.lictor.consul.Failure;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is looked at less often than each poll, since it costs more or changes slowly; absent is what was never asked.
 *
 * @param served the certificate that Consul shows to a new connection
 * @param space of the volume on which the server's data lies
 */
public record Inspection(
        Optional<Sighting<List<Member>>> members,
        Optional<Sighting<Autopilot>> autopilot,
        Optional<Sighting<List<RaftServer>>> configuration,
        Optional<Sighting<GossipRing>> gossipRing,
        Optional<Sighting<X509Certificate>> served,
        Optional<Sighting<DataSpace>> space) {
    public static final Inspection NONE = new Inspection(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** What of it is still believed at a moment. Gossip without a member, not even this one, is what a token did not allow to see. */
    public Believed at(Instant now) {
        return new Believed(
                at(members, now).filter(known -> !known.isEmpty()),
                at(autopilot, now),
                at(configuration, now).filter(servers -> !servers.isEmpty()),
                at(gossipRing, now),
                at(served, now),
                at(space, now),
                isEmpty(members, now),
                isForbidden(autopilot, now));
    }

    private static boolean isEmpty(Optional<Sighting<List<Member>>> members, Instant now) {
        return at(members, now).filter(List::isEmpty).isPresent();
    }

    private static boolean isForbidden(Optional<? extends Sighting<?>> sighting, Instant now) {
        return sighting.filter(seen -> !now.isAfter(seen.until()))
                .flatMap(seen -> seen.answer().failure())
                .filter(Failure::forbidden)
                .isPresent();
    }

    private static <T> Optional<T> at(Optional<Sighting<T>> sighting, Instant now) {
        return sighting.flatMap(seen -> seen.at(now));
    }

    /**
     * Of an inspection, at a moment.
     *
     * @param membersHidden for lack of {@code node:read}
     * @param autopilotHidden for lack of {@code operator:read}
     */
    public record Believed(
            Optional<List<Member>> members,
            Optional<Autopilot> autopilot,
            Optional<List<RaftServer>> configuration,
            Optional<GossipRing> gossipRing,
            Optional<X509Certificate> served,
            Optional<DataSpace> space,
            boolean membersHidden,
            boolean autopilotHidden) {
        public static final Believed NOTHING = NONE.at(Instant.MIN);
    }
}
