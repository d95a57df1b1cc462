package dev.lictor.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.sidecar.CertificateExpiry;
import dev.lictor.sidecar.Observations;
import dev.lictor.sidecar.Picture;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Failure FORBIDDEN = new Failure(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final Failure LATE = new Failure(Cause.TIMEOUT, "no answer within 900 ms");

    @Test
    void aHealthyFollowerTellsEverything() {
        var certificates = new CertificateExpiry(
                Optional.of(Instant.ofEpochSecond(2_000_000_000)), Optional.of(Instant.ofEpochSecond(1_900_000_000)));

        assertThat(values(Observations.follower().certificates(certificates).picture()))
                .isEqualTo("""
                        consul_up 1.0
                        consul_raft_leader 1.0
                        consul_raft_peers 3.0
                        lictor_raft_is_leader 0.0
                        lictor_raft_term 7.0
                        lictor_raft_last_contact_seconds 0.025
                        lictor_raft_log_lag_entries 0.0
                        lictor_raft_voter 1.0
                        lictor_ready 1.0
                        lictor_observation_age_seconds 0.3
                        lictor_polls_total 1.0
                        lictor_poll_failures_total{cause="forbidden",} 0.0
                        lictor_poll_failures_total{cause="garbage",} 0.0
                        lictor_poll_failures_total{cause="network",} 0.0
                        lictor_poll_failures_total{cause="refused",} 0.0
                        lictor_poll_failures_total{cause="status",} 0.0
                        lictor_poll_failures_total{cause="timeout",} 0.0
                        lictor_poll_failures_total{cause="tls",} 0.0
                        lictor_poll_failures_total{cause="too_large",} 0.0
                        lictor_poll_duration_seconds 0.012
                        lictor_certificate_expiry_timestamp_seconds{certificate="ca",} 2.0E9
                        lictor_certificate_expiry_timestamp_seconds{certificate="server",} 1.9E9
                        lictor_build_info{version="1.0",} 1.0
                        """);
    }

    @Test
    void theLeaderHasLastContactZero() {
        assertThat(values(Observations.leads().picture()))
                .contains("lictor_raft_is_leader 1.0\n", "lictor_raft_last_contact_seconds 0.0\n");
    }

    @Test
    void whatEveryFamilyIsCalledIsInTheTable() {
        var seen = Exposition.of(
                        Observations.follower().certificates(someExpiry()).picture(), "1.0")
                .stream()
                .map(MetricFamilySamples::getNames)
                .flatMap(Arrays::stream)
                .toList();

        assertThat(seen)
                .containsAll(Arrays.stream(Metric.values()).map(Metric::text).toList());
    }

    @Test
    void consulThatDoesNotAnswerIsDownAndAllElseIsAbsent() {
        assertThat(absent(Observations.failed(LATE).picture()))
                .containsExactlyInAnyOrder(
                        Metric.CONSUL_RAFT_LEADER,
                        Metric.CONSUL_RAFT_PEERS,
                        Metric.RAFT_IS_LEADER,
                        Metric.RAFT_TERM,
                        Metric.RAFT_LAST_CONTACT,
                        Metric.RAFT_LOG_LAG,
                        Metric.RAFT_VOTER,
                        Metric.CERTIFICATE_EXPIRY);
        assertThat(values(Observations.failed(LATE).picture()))
                .contains("consul_up 0.0\n", "lictor_ready 0.0\n", "cause=\"timeout\",} 1.0\n");
    }

    @Test
    void withoutATokenWhatItWouldTellIsAbsent() {
        var picture = Observations.follower()
                .self(FORBIDDEN)
                .configuration(new Answer.Failed<>(FORBIDDEN))
                .certificates(someExpiry())
                .picture();

        assertThat(absent(picture))
                .containsExactlyInAnyOrder(
                        Metric.RAFT_IS_LEADER,
                        Metric.RAFT_TERM,
                        Metric.RAFT_LAST_CONTACT,
                        Metric.RAFT_LOG_LAG,
                        Metric.RAFT_VOTER);
    }

    @Test
    void aLeaderNeverHeardHasNoTime() {
        assertThat(absent(Observations.follower()
                        .neverHeard()
                        .certificates(someExpiry())
                        .picture()))
                .containsExactly(Metric.RAFT_LAST_CONTACT);
    }

    @Test
    void anOldObservationIsNotToldAsIfItWereNew() {
        var picture = Observations.follower().certificates(someExpiry()).picture(Observations.NOW.plusSeconds(4));

        assertThat(absent(picture))
                .containsExactlyInAnyOrder(
                        Metric.CONSUL_UP,
                        Metric.CONSUL_RAFT_LEADER,
                        Metric.CONSUL_RAFT_PEERS,
                        Metric.RAFT_IS_LEADER,
                        Metric.RAFT_TERM,
                        Metric.RAFT_LAST_CONTACT,
                        Metric.RAFT_LOG_LAG,
                        Metric.RAFT_VOTER,
                        Metric.CERTIFICATE_EXPIRY);
        assertThat(values(picture)).contains("lictor_ready 0.0\n", "lictor_observation_age_seconds 4.0\n");
    }

    private static CertificateExpiry someExpiry() {
        return new CertificateExpiry(Optional.of(Instant.EPOCH), Optional.empty());
    }

    private static Set<Metric> absent(Picture picture) {
        var present = new TreeSet<String>();
        Exposition.of(picture, "1.0").forEach(family -> Collections.addAll(present, family.getNames()));
        var absent = new TreeSet<>(List.of(Metric.values()));
        absent.removeIf(metric -> present.contains(metric.text()));
        return absent;
    }

    /** As Prometheus reads it, without help and types. */
    private static String values(Picture picture) {
        try (var text = new StringWriter()) {
            TextFormat.write004(text, Collections.enumeration(Exposition.of(picture, "1.0")));
            return text.toString()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .reduce("", String::concat);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
