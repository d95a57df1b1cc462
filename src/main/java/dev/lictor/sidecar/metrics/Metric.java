package dev.lictor.sidecar.metrics;

import java.util.List;

/**
 * The table of all metrics: name, kind, labels and help. docs/reference/metrics.md repeats it. Metrics with a name of consul_exporter have the
 * same meaning as there.
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
            "Members that this server's gossip knows and that have not left. Absent if the server did not report them or a token with node:read is missing."),
    CONSUL_SERF_LAN_MEMBER_STATUS(
            "consul_serf_lan_member_status",
            Kind.GAUGE,
            "A member's state in gossip: 1 alive, 2 leaving, 3 left, 4 failed; of more than 100 members servers come first. Absent if the server did not report them or a token with node:read is missing.",
            "member"),
    RAFT_IS_LEADER(
            "lictor_raft_is_leader",
            Kind.GAUGE,
            "1 if this server is the leader, 0 if it is not. Absent if the server did not report it or a token with agent:read is missing."),
    RAFT_LEADER_INFO(
            "lictor_raft_leader_info",
            Kind.GAUGE,
            "1, labelled with the current leader's Raft address and, if gossip knows it, its name. Absent if no leader is known.",
            "address",
            "member"),
    RAFT_LEADER_CHANGES(
            "lictor_raft_leader_changes_total",
            Kind.COUNTER,
            "Changes from one leader to another since the start, as this server named them. Never absent."),
    RAFT_TERM(
            "lictor_raft_term",
            Kind.GAUGE,
            "Raft's term as this server has it. Absent if the server did not report it or a token with agent:read is missing."),
    RAFT_LAST_CONTACT(
            "lictor_raft_last_contact_seconds",
            Kind.GAUGE,
            "Time since this server heard the leader; 0 on the leader. Absent if it never did or the server did not report it."),
    RAFT_LOG_LAG(
            "lictor_raft_log_lag_entries",
            Kind.GAUGE,
            "Log entries that this server has not applied, of those that are known to be committed or to be on the leader. Absent if the server did not report it or a token with agent:read is missing."),
    RAFT_APPLIED_INDEX(
            "lictor_raft_applied_index",
            Kind.GAUGE,
            "The last entry of Raft's log that this server has applied; it only rises while the cluster keeps its data. Absent if the server did not report it or a token with agent:read is missing."),
    RAFT_VOTER(
            "lictor_raft_voter",
            Kind.GAUGE,
            "1 if this server votes, 0 if it does not. Absent if the server did not report it or a token with agent:read is missing."),
    RAFT_VOTERS(
            "lictor_raft_voters",
            Kind.GAUGE,
            "Servers that vote, in the Raft configuration that this server has. Absent if the server did not report them or a token with agent:read or operator:read is missing."),
    RAFT_PEER_ALIVE(
            "lictor_raft_peer_alive",
            Kind.GAUGE,
            "1 if gossip knows the server of the Raft configuration at this address as alive, 0 if it does not: a peer that is dead, stale or unknown. Absent if gossip or the configuration is unknown or a token with agent:read or operator:read, and node:read, is missing.",
            "address"),
    AUTOPILOT_HEALTHY(
            "lictor_autopilot_healthy",
            Kind.GAUGE,
            "1 if autopilot calls all servers healthy, 0 if it does not. Absent if autopilot did not report, if it calls a leader healthy that is no longer heard, or if a token with operator:read is missing."),
    AUTOPILOT_FAILURE_TOLERANCE(
            "lictor_autopilot_failure_tolerance",
            Kind.GAUGE,
            "Voters that may still fail before the quorum is lost, as autopilot reports. Absent if lictor_autopilot_healthy is absent."),
    GOSSIP_KEYS(
            "lictor_gossip_keys",
            Kind.GAUGE,
            "Keys in the gossip keyring: more than one during a rotation. Absent unless this server leads, and if it did not report them or a token with keyring:read is missing."),
    GOSSIP_PARTIAL_KEYS(
            "lictor_gossip_partial_keys",
            Kind.GAUGE,
            "Keys in the gossip keyring that some members lack. Absent if lictor_gossip_keys is absent."),
    ISOLATED_SERVERS_SEEN(
            "lictor_isolated_servers_seen_total",
            Kind.COUNTER,
            "Times since the start that this server was found isolated from its peers. Never absent."),
    ISOLATED_SERVERS_JOINED(
            "lictor_isolated_servers_joined_total",
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
            "Free space on the volume of this server's data. Absent if the volume cannot be seen or hangs."),
    DATA_SIZE(
            "lictor_data_size_bytes",
            Kind.GAUGE,
            "Size of the volume of this server's data. Absent if lictor_data_free_bytes is absent."),
    BACKUP_INTERVAL(
            "lictor_backup_interval_seconds",
            Kind.GAUGE,
            "Time between two backups of this server. Absent if none are kept."),
    BACKUP_TIME(
            "lictor_backup_last_timestamp_seconds",
            Kind.GAUGE,
            "Time at which this server's last complete backup was begun. Absent if there is none."),
    BACKUP_SIZE(
            "lictor_backup_last_size_bytes",
            Kind.GAUGE,
            "Size of this server's last complete backup. Absent if there is none."),
    BACKUPS("lictor_backups_total", Kind.COUNTER, "Backups of this server since the start. Absent if none are kept."),
    BACKUP_FAILURES(
            "lictor_backup_failures_total",
            Kind.COUNTER,
            "Failed attempts since the start to back up this server. Absent if none are kept."),
    DATA_LOST(
            "lictor_data_lost",
            Kind.GAUGE,
            "1 if a backup of this server holds data that its cluster has lost, until one is restored or that one is moved away, else 0. Absent if none are kept, before the server could serve and, if a token with agent:read is missing, before the next backup."),
    READY(
            "lictor_ready",
            Kind.GAUGE,
            "1 if this server can serve, 0 if it cannot or if that is unknown; /q/health/ready has the reasons. Never absent."),
    READINESS_RULE(
            "lictor_readiness_rule",
            Kind.GAUGE,
            "1 if a readiness rule holds for this server, 0 if it fails. Absent for a rule that was not checked.",
            "rule"),
    OBSERVATION_AGE(
            "lictor_observation_age_seconds", Kind.GAUGE, "Time since the last poll. Absent before the first poll."),
    POLLS("lictor_polls_total", Kind.COUNTER, "Polls since the start. Never absent."),
    POLL_FAILURES(
            "lictor_poll_failures_total",
            Kind.COUNTER,
            "Polls, and the slower polls of what is asked less often, in which Consul failed to answer a question, since the start, by cause. Never absent.",
            "cause"),
    POLL_DURATION(
            "lictor_poll_duration_seconds",
            Kind.HISTOGRAM,
            "Duration of polls; the time limit is the longest. Never absent."),
    CERTIFICATE_EXPIRY(
            "lictor_certificate_expiry_timestamp_seconds",
            Kind.GAUGE,
            "Time at which a certificate ends: the first CA of the mounted ca.crt, the mounted certificate of the server, and the certificate that Consul serves to new connections. Absent if it cannot be read or is not served.",
            "certificate"),
    BUILD_INFO("lictor_build_info", Kind.GAUGE, "1, labelled with Lictor's version. Never absent.", "version");

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
