package dev.lictor.sidecar.metrics;

import dev.lictor.consul.Answer;
import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.Observation;
import dev.lictor.sidecar.Picture;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The metrics of one picture. What is unknown is left out: neither 0 nor what it was before. */
final class Exposition {
    private final List<MetricFamilySamples> families = new ArrayList<>();

    private Exposition() {}

    static List<MetricFamilySamples> of(Picture picture, String version) {
        var exposition = new Exposition();
        var believed = picture.believed();
        exposition.consul(believed);
        exposition.raft(believed);
        exposition.add(Metric.READY, Optional.of(number(picture.readiness().ready())));
        exposition.add(Metric.OBSERVATION_AGE, picture.age().map(Exposition::seconds));
        exposition.add(Metric.POLLS, Optional.of((double) picture.tally().polls()));
        var failures = new TreeMap<String, Double>();
        picture.tally().failures().forEach((cause, count) -> failures.put(cause.label(), (double) count));
        exposition.add(Metric.POLL_FAILURES, failures);
        exposition.add(
                Metric.POLL_DURATION, picture.last().map(Observation::took).map(Exposition::seconds));
        exposition.certificates(believed);
        exposition.add(Metric.BUILD_INFO, Map.of(version, 1.0));
        return exposition.families;
    }

    private void consul(Optional<Observation> believed) {
        var leader = believed.map(Observation::leader);
        add(Metric.CONSUL_UP, leader.map(answer -> number(answer.seen().isPresent())));
        add(Metric.CONSUL_RAFT_LEADER, leader.flatMap(Answer::seen).map(address -> number(!address.isEmpty())));
        add(
                Metric.CONSUL_RAFT_PEERS,
                believed.map(Observation::peers).flatMap(Answer::seen).map(peers -> (double) peers.size()));
    }

    private void raft(Optional<Observation> believed) {
        var raft = believed.flatMap(Observation::raft);
        add(Metric.RAFT_IS_LEADER, raft.map(state -> number(state.leads())));
        add(Metric.RAFT_TERM, raft.map(state -> (double) state.term()));
        add(Metric.RAFT_LAST_CONTACT, raft.flatMap(RaftState::lastContact).map(Exposition::seconds));
        add(Metric.RAFT_LOG_LAG, raft.map(state -> (double) state.logLag()));
        add(Metric.RAFT_VOTER, believed.flatMap(Observation::voter).map(Exposition::number));
    }

    private void certificates(Optional<Observation> believed) {
        var expiry = new TreeMap<String, Double>();
        believed.map(Observation::certificates).ifPresent(certificates -> {
            certificates.authority().map(Exposition::timestamp).ifPresent(end -> expiry.put("ca", end));
            certificates.server().map(Exposition::timestamp).ifPresent(end -> expiry.put("server", end));
        });
        add(Metric.CERTIFICATE_EXPIRY, expiry);
    }

    private void add(Metric metric, Optional<Double> value) {
        value.ifPresent(known ->
                families.add(family(metric, List.of(new Sample(metric.text(), List.of(), List.of(), known)))));
    }

    private void add(Metric metric, Map<String, Double> byLabel) {
        if (!byLabel.isEmpty()) {
            var samples = new ArrayList<Sample>();
            byLabel.forEach((label, value) ->
                    samples.add(new Sample(metric.text(), List.of(metric.label()), List.of(label), value)));
            families.add(family(metric, samples));
        }
    }

    private static MetricFamilySamples family(Metric metric, List<Sample> samples) {
        var type = switch (metric.kind()) {
            case GAUGE -> Collector.Type.GAUGE;
            case COUNTER -> Collector.Type.COUNTER;
        };
        return new MetricFamilySamples(metric.text(), type, metric.help(), samples);
    }

    private static double number(boolean value) {
        return value ? 1 : 0;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double timestamp(Instant instant) {
        return instant.getEpochSecond();
    }
}
