package dev.lictor.sidecar.metrics;

import java.util.List;

/**
 * The one table of metrics: name, kind, labels and help. docs/reference/metrics.md repeats it. Those of consul_exporter mean what they mean
 * there.
 */
public enum Metric {
    CONSUL_UP(
            "consul_up",
            Kind.GAUGE,
            "1 if this Consul server answered who leads, 0 if it did not. Absent before the first poll and if the last one is too old."),
    CONSUL_RAFT_LEADER(
            "consul_raft_leader",
            Kind.GAUGE,
            "1 if this Consul server knows a leader, 0 if it knows none. Absent if it did not answer."),
    CONSUL_RAFT_PEERS(
            "consul_raft_peers",
            Kind.GAUGE,
            "Servers in the Raft configuration, whether they can be reached or not. Absent if this Consul server did not answer."),
    CONSUL_SERF_LAN_MEMBERS(
            "consul_serf_lan_members",
            Kind.GAUGE,
            "Members that this server's gossip knows and that have not left. Absent if it did not tell or a token with node:read is missing."),
    CONSUL_SERF_LAN_MEMBER_STATUS(
            "consul_serf_lan_member_status",
            Kind.GAUGE,
            "A member's state in gossip: 1 alive, 2 leaving, 3 left, 4 failed; of more than 100 members servers come first. Absent if gossip was not told or a token with node:read is missing.",
            "member"),
    RAFT_IS_LEADER(
            "lictor_raft_is_leader",
            Kind.GAUGE,
            "1 if this server is the leader, 0 if it is not. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_LEADER_INFO(
            "lictor_raft_leader_info",
            Kind.GAUGE,
            "1, labelled with the present leader's Raft address and, if gossip tells it, its name. Absent if no leader is known.",
            "address",
            "member"),
    RAFT_LEADER_CHANGES(
            "lictor_raft_leader_changes_total",
            Kind.COUNTER,
            "Changes from one leader to another since the start, as this server named them. Never absent."),
    RAFT_TERM(
            "lictor_raft_term",
            Kind.GAUGE,
            "Raft's term as this server has it. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_LAST_CONTACT(
            "lictor_raft_last_contact_seconds",
            Kind.GAUGE,
            "Time since this server heard the leader, 0 on the leader. Absent if never or if it did not tell."),
    RAFT_LOG_LAG(
            "lictor_raft_log_lag_entries",
            Kind.GAUGE,
            "Log entries that this server has not applied, of those that are known to be committed or on the leader. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_APPLIED_INDEX(
            "lictor_raft_applied_index",
            Kind.GAUGE,
            "The last entry of Raft's log that this server has applied; it only rises while the cluster keeps its data. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_VOTER(
            "lictor_raft_voter",
            Kind.GAUGE,
            "1 if this server votes, 0 if it does not. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_VOTERS(
            "lictor_raft_voters",
            Kind.GAUGE,
            "Servers that vote, in the Raft configuration that this server has. Absent if it did not tell or a token with agent:read or operator:read is missing."),
    RAFT_PEER_ALIVE(
            "lictor_raft_peer_alive",
            Kind.GAUGE,
            "1 if gossip knows the server of the Raft configuration at this address as alive, 0 if it does not: a peer that is dead, stale or unknown. Absent if either was not told or a token with agent:read or operator:read, and node:read, is missing.",
            "address"),
    AUTOPILOT_HEALTHY(
            "lictor_autopilot_healthy",
            Kind.GAUGE,
            "1 if autopilot calls all servers healthy, 0 if it does not. Absent if it did not tell, says so of a leader that is no longer heard, or a token with operator:read is missing."),
    AUTOPILOT_FAILURE_TOLERANCE(
            "lictor_autopilot_failure_tolerance",
            Kind.GAUGE,
            "Voters that may still fail before the quorum is lost, by autopilot. Absent as its health is."),
    GOSSIP_KEYS(
            "lictor_gossip_keys",
            Kind.GAUGE,
            "Keys in the gossip ring: more than one while they are rotated. Absent unless this server leads, and if it did not tell or a token with keyring:read is missing."),
    GOSSIP_PARTIAL_KEYS(
            "lictor_gossip_partial_keys",
            Kind.GAUGE,
            "Keys in the gossip ring that some members lack. Absent as the keys are."),
    ISLANDS_SEEN(
            "lictor_islands_seen_total",
            Kind.COUNTER,
            "Times since the start that this server was found apart from its peers, an island. Never absent."),
    ISLANDS_JOINED(
            "lictor_islands_joined_total",
            Kind.COUNTER,
            "Times since the start that this server was joined to its peers. Never absent."),
    JOIN_FAILURES(
            "lictor_join_failures_total",
            Kind.COUNTER,
            "Attempts since the start to join this server to its peers in which none could be joined. Never absent."),
    RELOADS(
            "lictor_reloads_total",
            Kind.COUNTER,
            "Times since the start that Consul was reloaded and was then seen to serve the mounted certificate. Never absent."),
    RELOAD_FAILURES(
            "lictor_reload_failures_total",
            Kind.COUNTER,
            "Times since the start that Consul could not be reloaded, or then served another certificate. Never absent."),
    DATA_FREE(
            "lictor_data_free_bytes",
            Kind.GAUGE,
            "What may still be written to the volume of this server's data. Absent if the volume cannot be seen or hangs."),
    DATA_SIZE(
            "lictor_data_size_bytes",
            Kind.GAUGE,
            "Size of the volume of this server's data. Absent as its free room is."),
    BACKUP_INTERVAL(
            "lictor_backup_interval_seconds",
            Kind.GAUGE,
            "Time between two backups of this server. Absent if none are kept."),
    BACKUP_TIME(
            "lictor_backup_last_timestamp_seconds",
            Kind.GAUGE,
            "When this server's last whole backup was begun. Absent if there is none."),
    BACKUP_SIZE(
            "lictor_backup_last_size_bytes",
            Kind.GAUGE,
            "How much room this server's last whole backup takes. Absent if there is none."),
    BACKUPS(
            "lictor_backups_total",
            Kind.COUNTER,
            "Backups of this server that were made since the start. Absent if none are kept."),
    BACKUP_FAILURES(
            "lictor_backup_failures_total",
            Kind.COUNTER,
            "Attempts since the start to back up this server of which nothing came. Absent if none are kept."),
    DATA_LOST(
            "lictor_data_lost",
            Kind.GAUGE,
            "1 if a backup of this server holds data that its cluster has lost, until one is restored or that one is moved away, else 0. Absent if none are kept, before the server could serve and, if a token with agent:read is missing, before the next backup."),
    READY(
            "lictor_ready",
            Kind.GAUGE,
            "1 if this server can serve, 0 if it cannot or that is unknown; /q/health/ready says why. Never absent."),
    READINESS_RULE(
            "lictor_readiness_rule",
            Kind.GAUGE,
            "1 if this server keeps a rule of readiness, 0 if it breaks it. Absent of a rule that was not checked.",
            "rule"),
    OBSERVATION_AGE(
            "lictor_observation_age_seconds",
            Kind.GAUGE,
            "Time since Consul was asked for the last time. Absent before the first poll."),
    POLLS("lictor_polls_total", Kind.COUNTER, "Polls since the start. Never absent."),
    POLL_FAILURES(
            "lictor_poll_failures_total",
            Kind.COUNTER,
            "Polls since the start, and inspections of what is asked less often, in which Consul failed to answer a question, by cause. Never absent.",
            "cause"),
    POLL_DURATION(
            "lictor_poll_duration_seconds",
            Kind.HISTOGRAM,
            "How long polls took, of which the time limit is the most. Never absent."),
    CERTIFICATE_EXPIRY(
            "lictor_certificate_expiry_timestamp_seconds",
            Kind.GAUGE,
            "When a certificate ends: the first of the mounted authorities, the mounted server's, and the one that Consul serves to new connections. Absent if it cannot be read or is not served.",
            "certificate"),
    BUILD_INFO("lictor_build_info", Kind.GAUGE, "1, labelled with this program's version. Never absent.", "version");

    /** As Prometheus tells them apart. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private final String text;
    private final Kind kind;
    private final List<String> labels;
    private final String help;

    Metric(String text, Kind kind, String help, String... labels) {
        this.text = text;
        this.kind = kind;
        this.labels = List.of(labels);
        this.help = help;
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /** Names of its labels. */
    public List<String> labels() {
        return labels;
    }

    public String help() {
        return help;
    }
}
