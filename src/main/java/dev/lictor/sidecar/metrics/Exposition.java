package dev.lictor.sidecar.metrics;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.backup.Backup;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.sidecar.observe.DataSpace;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.readiness.RuleResult;
import dev.lictor.sidecar.reconcile.ActionCounters;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metrics of one picture. */
final class Exposition {
    private final MonitorState picture;
    private final Families families = new Families();

    private Exposition(MonitorState picture) {
        this.picture = picture;
    }

    static List<MetricFamilySamples> of(
            MonitorState picture, ActionCounters deeds, Optional<BackupStatus> backups, String version) {
        var exposition = new Exposition(picture);
        exposition.consul();
        exposition.gossip();
        exposition.raft();
        exposition.cluster();
        exposition.volume();
        exposition.deeds(deeds);
        backups.ifPresent(exposition::backups);
        exposition.sidecar();
        exposition.families.info(Metric.BUILD_INFO, version);
        return exposition.families.collected();
    }

    private void consul() {
        var leader = picture.believed().map(Observation::leader);
        families.truth(Metric.CONSUL_UP, leader.map(answer -> answer.seen().isPresent()));
        families.truth(
                Metric.CONSUL_RAFT_LEADER, leader.flatMap(ConsulResult::seen).map(address -> !address.isEmpty()));
        families.number(
                Metric.CONSUL_RAFT_PEERS,
                picture.believed()
                        .map(Observation::peers)
                        .flatMap(ConsulResult::seen)
                        .map(List::size));
    }

    private void gossip() {
        var inspected = picture.inspected();
        families.number(Metric.CONSUL_SERF_LAN_MEMBERS, inspected.gossip().map(Gossip::present));
        families.numbers(
                Metric.CONSUL_SERF_LAN_MEMBER_STATUS,
                inspected.members().map(GossipLabels::status).orElse(Map.of()));
    }

    private void raft() {
        var believed = picture.believed();
        var raft = believed.flatMap(Observation::raft);
        families.truth(Metric.RAFT_IS_LEADER, raft.map(RaftState::leads));
        believed.flatMap(Observation::knownLeader)
                .ifPresent(address -> families.info(
                        Metric.RAFT_LEADER_INFO, address, GossipLabels.name(address, picture.inspected())));
        families.number(Metric.RAFT_LEADER_CHANGES, picture.tally().leaderChanges());
        families.number(Metric.RAFT_TERM, raft.map(RaftState::term));
        families.seconds(Metric.RAFT_LAST_CONTACT, believed.flatMap(Observation::lastContact));
        families.number(Metric.RAFT_LOG_LAG, picture.logLag());
        families.number(Metric.RAFT_APPLIED_INDEX, raft.map(RaftState::appliedIndex));
        families.truth(Metric.RAFT_VOTER, picture.voter());
    }

    private void cluster() {
        var servers = picture.servers();
        families.number(
                Metric.RAFT_VOTERS,
                servers.map(known -> known.stream().filter(RaftServer::voter).count()));
        families.numbers(
                Metric.RAFT_PEER_ALIVE,
                servers.flatMap(known ->
                                picture.inspected().members().map(members -> GossipLabels.alive(known, members)))
                        .orElse(Map.of()));
        var autopilot = picture.autopilot();
        families.truth(Metric.AUTOPILOT_HEALTHY, autopilot.map(told -> told.healthy()));
        families.number(Metric.AUTOPILOT_FAILURE_TOLERANCE, autopilot.map(told -> told.failureTolerance()));
        var ring = picture.inspected().gossipRing();
        families.number(Metric.GOSSIP_KEYS, ring.map(keys -> keys.holders().size()));
        families.number(Metric.GOSSIP_PARTIAL_KEYS, ring.map(GossipRing::partial));
    }

    private void volume() {
        var space = picture.inspected().space();
        families.number(Metric.DATA_FREE, space.map(DataSpace::free));
        families.number(Metric.DATA_SIZE, space.map(DataSpace::size));
    }

    private void deeds(ActionCounters deeds) {
        families.number(Metric.ISOLATED_SERVERS_SEEN, deeds.isolated());
        families.number(Metric.ISOLATED_SERVERS_JOINED, deeds.joined());
        families.number(Metric.JOIN_FAILURES, deeds.joinFailures());
        families.number(Metric.RELOADS, deeds.reloads());
        families.number(Metric.RELOAD_FAILURES, deeds.reloadFailures());
    }

    private void backups(BackupStatus backups) {
        families.seconds(Metric.BACKUP_INTERVAL, Optional.of(backups.interval()));
        families.number(Metric.BACKUP_TIME, backups.last().map(Backup::at).map(Families::seconds));
        families.number(Metric.BACKUP_SIZE, backups.last().map(Backup::bytes));
        families.number(Metric.BACKUPS, backups.made());
        families.number(Metric.BACKUP_FAILURES, backups.failures());
        families.truth(Metric.DATA_LOST, backups.dataLost());
    }

    private void sidecar() {
        var tally = picture.tally();
        families.number(Metric.READY, picture.readiness().ready() ? 1 : 0);
        var rules = new HashMap<String, Integer>();
        picture.readiness().verdicts().forEach((rule, verdict) -> {
            switch (verdict) {
                case RuleResult.Kept _ -> rules.put(rule.toString(), 1);
                case RuleResult.Broken _ -> rules.put(rule.toString(), 0);
                case RuleResult.Unchecked _, RuleResult.Untold _ -> {}
            }
        });
        families.numbers(Metric.READINESS_RULE, rules);
        families.seconds(Metric.OBSERVATION_AGE, picture.age());
        families.number(Metric.POLLS, tally.polls());
        var failures = new HashMap<String, Long>();
        tally.failures().forEach((cause, count) -> failures.put(cause.label(), count));
        families.numbers(Metric.POLL_FAILURES, failures);
        families.histogram(Metric.POLL_DURATION, tally.times());
        var expiry = new HashMap<String, Double>();
        picture.believed().map(Observation::certificates).ifPresent(mounted -> expiry(mounted, expiry));
        picture.inspected()
                .served()
                .map(certificate -> Families.seconds(certificate.getNotAfter().toInstant()))
                .ifPresent(end -> expiry.put("served", end));
        families.numbers(Metric.CERTIFICATE_EXPIRY, expiry);
    }

    private static void expiry(CertificateExpiry mounted, Map<String, Double> expiry) {
        mounted.authority().map(Families::seconds).ifPresent(end -> expiry.put("ca", end));
        mounted.server().map(Families::seconds).ifPresent(end -> expiry.put("server", end));
    }
}
