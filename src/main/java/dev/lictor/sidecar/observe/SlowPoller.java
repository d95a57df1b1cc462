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

/** Observes what changes slowly. The more a request costs, the longer its interval. */
public final class SlowPoller {
    /** Interval of cheap requests. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Time limit of a request. */
    public static final Duration TIMEOUT = Duration.ofSeconds(4);

    /** Interval of TLS handshakes, which cost as much as several requests. It is shorter only while Consul does not serve the mounted certificate. */
    private static final Duration HANDSHAKES = Duration.ofSeconds(60);

    private static final Duration HANDSHAKES_IN_DOUBT = Duration.ofSeconds(15);

    /**
     * Interval of requests for the gossip keys. For each, Consul queries every member, and each member logs a failure: so only the leader's
     * sidecar requests them, and does not retry sooner after a failure. A refused request queries no member, so it may be retried sooner.
     */
    private static final Duration KEYS = Duration.ofSeconds(60);

    /** An answer expires after this number of intervals without a newer one. */
    private static final int INTERVALS_VALID = 3;

    private final ConsulApi consul;
    private final ServedCertificates certificates;
    private final DataVolume volume;
    private final InstantSource clock;

    /** @param consul that waits no longer than {@link #TIMEOUT} */
    public SlowPoller(ConsulApi consul, ServedCertificates certificates, DataVolume volume, InstantSource clock) {
        this.consul = consul;
        this.certificates = certificates;
        this.volume = volume;
        this.clock = clock;
    }

    /**
     * @param asksForKeys whether this server leads and gossip is encrypted
     * @param mounted expiry of the certificate that Consul should serve; empty if it is unknown or Consul does not answer
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
     * @param interval from which the answer's expiry was computed
     * @param pause after a successful request
     * @param afterFailure pause after a failed request
     */
    private static <T> boolean isDue(
            Optional<ExpiringResult<T>> before, Duration interval, Duration pause, Duration afterFailure, Instant now) {
        return before.map(sighting -> sighting.until()
                        .minus(interval.multipliedBy(INTERVALS_VALID))
                        .plus(sighting.answer().seen().isPresent() ? pause : afterFailure))
                .filter(due -> due.isAfter(now))
                .isEmpty();
    }

    private static <T> CompletableFuture<Optional<ExpiringResult<T>>> sighted(
            CompletionStage<ConsulResult<T>> answer, Instant now, Duration interval) {
        var until = now.plus(interval.multipliedBy(INTERVALS_VALID));
        return answer.thenApply(given -> Optional.of(new ExpiringResult<>(given, until)))
                .toCompletableFuture();
    }
}
