package dev.lictor.it.sidecar;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The conditions of a server, and what a sidecar reports in each: the table of docs/reference/health.md, which
 * {@link ServerConditionIT} tests on real servers. A value that is absent here can vary.
 */
public enum ServerCondition {
    NEVER_BOOTSTRAPPED(
            "never bootstrapped: the first of three is up",
            Ready.NO,
            "follower",
            "leader_known leader_heard voter",
            "up=1 leader=0 peers=0 members=1 leads=0 info=– contact=– voter=– voters=– alive=– healthy=– tolerance=–"),
    FOLLOWS(
            "follower",
            Ready.YES,
            "follower",
            "",
            "up=1 leader=1 peers=3 members=3 leads=0 info=1 contact=≤0.5 lag=0 voter=1 voters=3 alive=3/3 healthy=1"
                    + " tolerance=1"),
    LEADS(
            "leader",
            Ready.YES,
            "leader",
            "",
            "up=1 leader=1 peers=3 members=3 leads=1 info=1 contact=0 lag=0 voter=1 voters=3 alive=3/3 healthy=1"
                    + " tolerance=1"),
    LEADER_LOST(
            "its leader was killed, frozen or cut off; nobody is elected yet",
            Ready.NO,
            "",
            "leader_heard",
            "up=1 peers=3 leads=0 contact=>0.5 voter=1 voters=3"),
    OTHER_LOST(
            "it has a leader, and another server is dead, frozen or cut off",
            Ready.YES,
            "",
            "",
            "up=1 leader=1 peers=3 members=3 info=1 contact=≤0.5 voter=1 voters=3 alive=2/3 healthy=0 tolerance=0"),
    QUORUM_LOST(
            "the two others are dead: the quorum is lost",
            Ready.NO,
            "",
            "leader_known",
            "up=1 leader=0 peers=3 leads=0 info=– voter=1 voters=3"),
    CUT_OFF(
            "follower, cut off both ways",
            Ready.NO,
            "",
            "leader_known leader_heard",
            "up=1 leader=0 peers=3 leads=0 info=– contact=>0.5 voter=1 voters=3"),
    UNHEARD(
            "follower, what it sends is lost",
            Ready.NO,
            "",
            "leader_heard",
            "up=1 peers=3 leads=0 contact=>0.5 voter=1 voters=3"),
    DEAF(
            "follower, what is sent to it is lost",
            Ready.NO,
            "",
            "leader_heard",
            "up=1 peers=3 leads=0 contact=>0.5 voter=1 voters=3"),
    LEADER_CUT_OFF(
            "it led, and was cut off, one way or both",
            Ready.NO,
            "",
            "leader_known",
            "up=1 leader=0 peers=3 leads=0 info=– voter=1 voters=3"),
    CATCHING_UP(
            "just restarted, and catching up",
            Ready.NO,
            "",
            "log_applied",
            "up=1 peers=3 leads=0 lag=>100 voter=1 voters=3"),
    DISK_HANGS(
            "follower, its disk takes no write, and others write",
            Ready.NO,
            "follower",
            "log_applied",
            "up=1 leader=1 peers=3 members=3 leads=0 info=1 contact=≤0.5 lag=>100 voter=1 voters=3 alive=3/3 healthy=0"
                    + " tolerance=0"),
    DISK_FULL(
            "follower, its disk is full, and others write",
            Ready.NO,
            "follower",
            "log_stored",
            "up=1 leader=1 peers=3 members=3 leads=0 info=1 contact=≤0.5 voter=1 voters=3 alive=3/3"),
    LEADERS_DISK_HANGS(
            "leader, its disk takes no write",
            Ready.NO,
            "leader",
            "leader_heard",
            "up=1 leader=1 peers=3 members=3 leads=1 info=1 contact=0 voter=1 voters=3 alive=3/3"),
    NO_VOTER(
            "new, and does not vote yet",
            Ready.NO,
            "non-voter",
            "voter",
            "up=1 leader=1 peers=4 members=4 leads=0 info=1 contact=≤0.5 lag=0 voter=0 voters=3 alive=4/4"),
    REMOVED("removed from Raft", Ready.NO, "", "leader_heard", "up=1 leads=0 contact=>0.5"),
    STOPPED(
            "its Consul was stopped or killed",
            Ready.NO,
            "unknown",
            "leader_known",
            "up=0 leader=– peers=– leads=– info=– contact=– lag=– voter=– voters=– alive=– healthy=– tolerance=–"),
    HUNG(
            "its Consul hangs (SIGSTOP)",
            Ready.NO,
            "unknown",
            "leader_known",
            "up=0 leader=– peers=– leads=– info=– contact=– lag=– voter=– voters=– alive=– healthy=– tolerance=–"),
    EXPIRED(
            "its Consul was started with a certificate that has expired, so the others refuse it",
            Ready.NO,
            "",
            "leader_heard",
            "up=1 leads=0"),
    NO_TOKEN(
            "leader of itself, ACLs deny by default, no token",
            Ready.YES,
            "unknown",
            "",
            "up=1 leader=1 peers=1 members=– leads=– info=1 contact=0 lag=– voter=– voters=– alive=– healthy=–"
                    + " tolerance=–"),
    WRONG_TOKEN(
            "the same, a token that is not known",
            Ready.YES,
            "unknown",
            "",
            "up=1 leader=1 peers=1 members=– leads=– info=1 contact=0 lag=– voter=– voters=– alive=– healthy=–"
                    + " tolerance=–"),
    READ_TOKEN(
            "the same, a token with agent:read, operator:read and node:read",
            Ready.YES,
            "leader",
            "",
            "up=1 leader=1 peers=1 members=1 leads=1 info=1 contact=0 lag=0 voter=1 voters=1 alive=1/1 healthy=1"
                    + " tolerance=0"),
    NO_TOKEN_DISK_HANGS(
            "leader of itself, ACLs deny by default, no token, and its disk takes no write",
            Ready.NO,
            "unknown",
            "leader_heard",
            "up=1 leader=1 peers=1 members=– leads=– info=1 contact=– lag=– voter=– voters=– alive=– healthy=–"
                    + " tolerance=–");

    enum Ready {
        YES,
        NO
    }

    static final List<String> COLUMNS = List.of(
            "up",
            "leader",
            "peers",
            "members",
            "leads",
            "info",
            "contact",
            "lag",
            "voter",
            "voters",
            "alive",
            "healthy",
            "tolerance");

    private final String words;
    private final Ready ready;
    private final String role;
    private final List<String> broken;
    private final Map<String, String> values;

    ServerCondition(String words, Ready ready, String role, String broken, String values) {
        this.words = words;
        this.ready = ready;
        this.role = role;
        this.broken = broken.isEmpty() ? List.of() : List.of(broken.split(" "));
        this.values = Arrays.stream(values.split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** A row of the table in docs/reference/health.md. */
    public String row() {
        return "| %s | %s | %s | %s | %s |"
                .formatted(
                        words,
                        ready == Ready.YES ? "yes" : "no",
                        role.isEmpty() ? "·" : role,
                        broken.isEmpty() ? "" : "`" + String.join("` `", broken) + "`",
                        COLUMNS.stream()
                                .map(column -> values.getOrDefault(column, "·"))
                                .collect(Collectors.joining(" | ")));
    }

    public static String head() {
        return "| the truth | ready | role | rules that are broken | " + String.join(" | ", COLUMNS) + " |";
    }

    String words() {
        return words;
    }

    /** The expected probes, role and rules, by their names in {@link SidecarAnswers}. */
    Map<String, String> health() {
        var expected = new TreeMap<String, String>();
        boolean up = ready == Ready.YES;
        expected.put("live", "200");
        expected.put("started", "200");
        expected.put("ready", up ? "200" : "503");
        if (!role.isEmpty()) {
            expected.put("role", role);
        }
        if (!role.isEmpty() || !up) {
            expected.put("group/leader", up && role.equals("leader") ? "200" : "503");
            expected.put("group/follower", up && role.equals("follower") ? "200" : "503");
        }
        broken.forEach(rule -> expected.put("rule " + rule, "0"));
        return expected;
    }

    Map<String, String> expected() {
        var expected = new TreeMap<>(values);
        expected.putAll(health());
        return expected;
    }
}
