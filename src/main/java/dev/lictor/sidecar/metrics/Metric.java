package dev.lictor.sidecar.metrics;

/** The one table of metrics: name, kind, label and help. The README repeats it. */
public enum Metric {
    CONSUL_UP(
            "consul_up",
            Kind.GAUGE,
            "",
            "1 if this Consul server answered who leads, 0 if it did not. Absent before the first poll and if the last one is too old."),
    CONSUL_RAFT_LEADER(
            "consul_raft_leader",
            Kind.GAUGE,
            "",
            "1 if this Consul server knows a leader, 0 if it knows none. Absent if it did not answer."),
    CONSUL_RAFT_PEERS(
            "consul_raft_peers",
            Kind.GAUGE,
            "",
            "Servers in the Raft configuration, whether they can be reached or not. Absent if this Consul server did not answer."),
    RAFT_IS_LEADER(
            "lictor_raft_is_leader",
            Kind.GAUGE,
            "",
            "1 if this server is the leader, 0 if it is not. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_TERM(
            "lictor_raft_term",
            Kind.GAUGE,
            "",
            "Raft's term as this server has it. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_LAST_CONTACT(
            "lictor_raft_last_contact_seconds",
            Kind.GAUGE,
            "",
            "Time since this server heard the leader, 0 on the leader. Absent if never, if it did not tell or a token with agent:read is missing."),
    RAFT_LOG_LAG(
            "lictor_raft_log_lag_entries",
            Kind.GAUGE,
            "",
            "Log entries that this server knows to be committed and has not applied. Absent if it did not tell or a token with agent:read is missing."),
    RAFT_VOTER(
            "lictor_raft_voter",
            Kind.GAUGE,
            "",
            "1 if this server votes, 0 if it does not. Absent if it did not tell or a token with agent:read is missing."),
    READY(
            "lictor_ready",
            Kind.GAUGE,
            "",
            "1 if this server can serve, 0 if it cannot or that is unknown; /q/health/ready says why. Never absent."),
    OBSERVATION_AGE(
            "lictor_observation_age_seconds",
            Kind.GAUGE,
            "",
            "Time since Consul was asked for the last time. Absent before the first poll."),
    POLLS("lictor_polls_total", Kind.COUNTER, "", "Polls since the start. Never absent."),
    POLL_FAILURES(
            "lictor_poll_failures_total",
            Kind.COUNTER,
            "cause",
            "Polls since the start in which Consul failed to answer a question, by cause. Never absent."),
    POLL_DURATION(
            "lictor_poll_duration_seconds", Kind.GAUGE, "", "Duration of the last poll. Absent before the first poll."),
    CERTIFICATE_EXPIRY(
            "lictor_certificate_expiry_timestamp_seconds",
            Kind.GAUGE,
            "certificate",
            "When a mounted certificate ends, of several CA certificates the first. Absent if it cannot be read."),
    BUILD_INFO("lictor_build_info", Kind.GAUGE, "version", "1, labelled with this program's version. Never absent.");

    /** As Prometheus tells them apart. */
    public enum Kind {
        GAUGE,
        COUNTER
    }

    private final String text;
    private final Kind kind;
    private final String label;
    private final String help;

    Metric(String text, Kind kind, String label, String help) {
        this.text = text;
        this.kind = kind;
        this.label = label;
        this.help = help;
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /** Name of the one label, empty if it has none. */
    public String label() {
        return label;
    }

    public String help() {
        return help;
    }
}
