package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks at what changes slowly: the more it costs, the less often. */
public final class SlowPoller {
    /** Of what costs one small question. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How long an answer may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Of a handshake, which costs as much as several questions: often only as long as the mounted certificate is not the one served. */
    private static final Duration HANDSHAKES = Duration.ofSeconds(60);

    private static final Duration HANDSHAKES_IN_DOUBT = Duration.ofSeconds(15);

    /**
     * Of the gossip keys, for which Consul asks every member, each of which logs it if it fails: only the leader's sidecar lets it, and no
     * sooner after a failure. A refusal is no such failure, since it asks no member.
     */
    private static final Duration KEYS = Duration.ofSeconds(60);

    /** An answer is believed for so long if no other comes. */
    private static final int INTERVALS_BELIEVED = 3;

    private final ConsulApi consul;
    private final ServedCertificates certificates;
    private final DataVolume volume;
    private final InstantSource clock;

    /** @param consul that waits no longer than {@link #PATIENCE} */
    public SlowPoller(ConsulApi consul, ServedCertificates certificates, DataVolume volume, InstantSource clock) {
        this.consul = consul;
        this.certificates = certificates;
        this.volume = volume;
        this.clock = clock;
    }

    /**
     * @param asksForKeys whether the keys of gossip are this server's to ask for, and there are any
     * @param mounted end of the certificate that Consul should serve; empty if it is not known, or Consul does not answer
     */
    public CompletionStage<SlowObservation> poll(
            SlowObservation before, boolean asksForKeys, Optional<Instant> mounted) {
        var now = clock.instant();
        var gossip = sighted(consul.members(), now, INTERVAL);
        var autopilot = sighted(consul.autopilot(), now, INTERVAL);
        var configuration = sighted(consul.raftConfiguration(), now, INTERVAL);
        var ring = asksForKeys
                        && isDue(before.gossipRing(), KEYS, KEYS, refused(before.gossipRing()) ? INTERVAL : KEYS, now)
                ? sighted(consul.gossipRing(), now, KEYS)
                : CompletableFuture.completedFuture(before.gossipRing().filter(_ -> asksForKeys));
        var pause = mounted.isPresent() && mounted.equals(end(before.served())) ? HANDSHAKES : HANDSHAKES_IN_DOUBT;
        var served = isDue(before.served(), HANDSHAKES, pause, INTERVAL, now)
                ? sighted(certificates.https(), now, HANDSHAKES)
                : CompletableFuture.completedFuture(before.served());
        var space = sighted(volume.space(), now, INTERVAL);
        return CompletableFuture.allOf(gossip, autopilot, configuration, ring, served, space)
                .thenApply(_ -> new SlowObservation(
                        gossip.join(),
                        autopilot.join(),
                        configuration.join(),
                        ring.join(),
                        served.join(),
                        space.join()));
    }

    private static boolean refused(Optional<? extends ExpiringResult<?>> before) {
        return before.flatMap(sighting -> sighting.answer().failure())
                .filter(ConsulError::forbidden)
                .isPresent();
    }

    private static Optional<Instant> end(Optional<ExpiringResult<X509Certificate>> served) {
        return served.flatMap(sighting -> sighting.answer().seen())
                .map(certificate -> certificate.getNotAfter().toInstant());
    }

    /**
     * @param interval by which it is believed
     * @param pause after an answer
     * @param afterFailure pause where there was none
     */
    private static <T> boolean isDue(
            Optional<ExpiringResult<T>> before, Duration interval, Duration pause, Duration afterFailure, Instant now) {
        return before.map(sighting -> sighting.until()
                        .minus(interval.multipliedBy(INTERVALS_BELIEVED))
                        .plus(sighting.answer().seen().isPresent() ? pause : afterFailure))
                .filter(due -> due.isAfter(now))
                .isEmpty();
    }

    private static <T> CompletableFuture<Optional<ExpiringResult<T>>> sighted(
            CompletionStage<ConsulResult<T>> answer, Instant now, Duration interval) {
        var until = now.plus(interval.multipliedBy(INTERVALS_BELIEVED));
        return answer.thenApply(given -> Optional.of(new ExpiringResult<>(given, until)))
                .toCompletableFuture();
    }
}
