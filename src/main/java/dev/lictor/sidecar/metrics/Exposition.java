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

/** Builds the metrics of one monitor state. */
final class Exposition {
    private final MonitorState state;
    private final Families families = new Families();

    private Exposition(MonitorState state) {
        this.state = state;
    }

    static List<MetricFamilySamples> of(
            MonitorState state, ActionCounters actionCounters, Optional<BackupStatus> backups, String version) {
        var exposition = new Exposition(state);
        exposition.consul();
        exposition.gossip();
        exposition.raft();
        exposition.cluster();
        exposition.volume();
        exposition.actionCounters(actionCounters);
        backups.ifPresent(exposition::backups);
        exposition.sidecar();
        exposition.families.info(Metric.BUILD_INFO, version);
        return exposition.families.collected();
    }

    private void consul() {
        var leader = state.fresh().map(Observation::leader);
        families.truth(Metric.CONSUL_UP, leader.map(answer -> answer.seen().isPresent()));
        families.truth(
                Metric.CONSUL_RAFT_LEADER, leader.flatMap(ConsulResult::seen).map(address -> !address.isEmpty()));
        families.number(
                Metric.CONSUL_RAFT_PEERS,
                state.fresh()
                        .map(Observation::peers)
                        .flatMap(ConsulResult::seen)
                        .map(List::size));
    }

    private void gossip() {
        var slow = state.slow();
        families.number(Metric.CONSUL_SERF_LAN_MEMBERS, slow.gossip().map(Gossip::present));
        families.numbers(
                Metric.CONSUL_SERF_LAN_MEMBER_STATUS,
                slow.members().map(GossipLabels::status).orElse(Map.of()));
    }

    private void raft() {
        var fresh = state.fresh();
        var raft = fresh.flatMap(Observation::raft);
        families.truth(Metric.RAFT_IS_LEADER, raft.map(RaftState::leads));
        fresh.flatMap(Observation::knownLeader)
                .ifPresent(address ->
                        families.info(Metric.RAFT_LEADER_INFO, address, GossipLabels.name(address, state.slow())));
        families.number(Metric.RAFT_LEADER_CHANGES, state.pollCounters().leaderChanges());
        families.number(Metric.RAFT_TERM, raft.map(RaftState::term));
        families.seconds(Metric.RAFT_LAST_CONTACT, fresh.flatMap(Observation::lastContact));
        families.number(Metric.RAFT_LOG_LAG, state.logLag());
        families.number(Metric.RAFT_APPLIED_INDEX, raft.map(RaftState::appliedIndex));
        families.truth(Metric.RAFT_VOTER, state.voter());
    }

    private void cluster() {
        var servers = state.servers();
        families.number(
                Metric.RAFT_VOTERS,
                servers.map(known -> known.stream().filter(RaftServer::voter).count()));
        families.numbers(
                Metric.RAFT_PEER_ALIVE,
                servers.flatMap(known -> state.slow().members().map(members -> GossipLabels.alive(known, members)))
                        .orElse(Map.of()));
        var autopilot = state.autopilot();
        families.truth(Metric.AUTOPILOT_HEALTHY, autopilot.map(report -> report.healthy()));
        families.number(Metric.AUTOPILOT_FAILURE_TOLERANCE, autopilot.map(report -> report.failureTolerance()));
        var ring = state.slow().gossipRing();
        families.number(Metric.GOSSIP_KEYS, ring.map(keys -> keys.holders().size()));
        families.number(Metric.GOSSIP_PARTIAL_KEYS, ring.map(GossipRing::partial));
    }

    private void volume() {
        var space = state.slow().space();
        families.number(Metric.DATA_FREE, space.map(DataSpace::free));
        families.number(Metric.DATA_SIZE, space.map(DataSpace::size));
    }

    private void actionCounters(ActionCounters actionCounters) {
        families.number(Metric.ISOLATED_SERVERS_SEEN, actionCounters.isolated());
        families.number(Metric.ISOLATED_SERVERS_JOINED, actionCounters.joined());
        families.number(Metric.JOIN_FAILURES, actionCounters.joinFailures());
        families.number(Metric.RELOADS, actionCounters.reloads());
        families.number(Metric.RELOAD_FAILURES, actionCounters.reloadFailures());
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
        var pollCounters = state.pollCounters();
        families.number(Metric.READY, state.readiness().ready() ? 1 : 0);
        var rules = new HashMap<String, Integer>();
        state.readiness().results().forEach((rule, result) -> {
            switch (result) {
                case RuleResult.Pass _ -> rules.put(rule.toString(), 1);
                case RuleResult.Fail _ -> rules.put(rule.toString(), 0);
                case RuleResult.Forbidden _, RuleResult.Unknown _ -> {}
            }
        });
        families.numbers(Metric.READINESS_RULE, rules);
        families.seconds(Metric.OBSERVATION_AGE, state.age());
        families.number(Metric.POLLS, pollCounters.polls());
        var failures = new HashMap<String, Long>();
        pollCounters.failures().forEach((cause, count) -> failures.put(cause.label(), count));
        families.numbers(Metric.POLL_FAILURES, failures);
        families.histogram(Metric.POLL_DURATION, pollCounters.times());
        var expiry = new HashMap<String, Double>();
        state.fresh().map(Observation::certificates).ifPresent(mounted -> expiry(mounted, expiry));
        state.slow()
                .served()
                .map(certificate -> Families.seconds(certificate.getNotAfter().toInstant()))
                .ifPresent(end -> expiry.put("served", end));
        families.numbers(Metric.CERTIFICATE_EXPIRY, expiry);
    }

    private static void expiry(CertificateExpiry mounted, Map<String, Double> expiry) {
        mounted.ca().map(Families::seconds).ifPresent(end -> expiry.put("ca", end));
        mounted.server().map(Families::seconds).ifPresent(end -> expiry.put("server", end));
    }
}
