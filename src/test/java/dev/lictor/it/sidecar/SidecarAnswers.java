package dev.lictor.it.sidecar;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All answers of a sidecar at one moment, by short names. */
final class SidecarAnswers {
    private static final Map<String, String> GAUGES = Map.ofEntries(
            Map.entry("up", "consul_up"),
            Map.entry("leader", "consul_raft_leader"),
            Map.entry("peers", "consul_raft_peers"),
            Map.entry("members", "consul_serf_lan_members"),
            Map.entry("leads", "lictor_raft_is_leader"),
            Map.entry("contact", "lictor_raft_last_contact_seconds"),
            Map.entry("lag", "lictor_raft_log_lag_entries"),
            Map.entry("voter", "lictor_raft_voter"),
            Map.entry("voters", "lictor_raft_voters"),
            Map.entry("healthy", "lictor_autopilot_healthy"),
            Map.entry("tolerance", "lictor_autopilot_failure_tolerance"));

    private final Map<String, String> said = new TreeMap<>();

    private SidecarAnswers() {}

    static SidecarAnswers of(SidecarProcess sidecar) {
        var testimony = new SidecarAnswers();
        for (var probe : new String[] {"live", "started", "ready", "group/leader", "group/follower"}) {
            testimony.said.put(probe, Integer.toString(sidecar.probe(probe)));
        }
        testimony.said.put("role", sidecar.ready().getOrDefault("role", "–"));
        testimony.metrics(sidecar.metrics());
        return testimony;
    }

    /** The answers that differ from the expected ones, and how. */
    Map<String, String> disagreement(Map<String, String> expected) {
        var disagreement = new TreeMap<String, String>();
        expected.forEach((what, value) -> {
            var actual = said.getOrDefault(what, "–");
            if (!agrees(value).test(actual)) {
                disagreement.put(what, "%s and not %s".formatted(actual, value));
            }
        });
        return disagreement;
    }

    private static Predicate<String> agrees(String expected) {
        return switch (expected.charAt(0)) {
            case '≤' -> actual -> !actual.equals("–") && Double.parseDouble(actual) <= number(expected);
            case '>' -> actual -> !actual.equals("–") && Double.parseDouble(actual) > number(expected);
            default -> expected::equals;
        };
    }

    private static double number(String expected) {
        return Double.parseDouble(expected.substring(1));
    }

    private void metrics(String text) {
        var samples = text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" (?=[^ ]+$)"))
                .collect(Collectors.toMap(sample -> sample[0], sample -> sample[1].replaceFirst("\\.0$", "")));
        GAUGES.forEach((name, metric) -> said.put(name, samples.getOrDefault(metric, "–")));
        said.put(
                "info",
                samples.keySet().stream().anyMatch(key -> key.startsWith("lictor_raft_leader_info")) ? "1" : "–");
        var alive = samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("lictor_raft_peer_alive"))
                .map(Map.Entry::getValue)
                .toList();
        said.put(
                "alive",
                alive.isEmpty()
                        ? "–"
                        : "%d/%d".formatted(alive.stream().filter("1"::equals).count(), alive.size()));
        samples.forEach((key, value) -> {
            if (key.startsWith("lictor_readiness_rule")) {
                said.put("rule " + key.replaceAll(".*\"(.*)\".*", "$1"), value);
            }
        });
    }
}
