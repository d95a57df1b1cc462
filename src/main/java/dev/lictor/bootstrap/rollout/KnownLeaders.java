package dev.lictor.bootstrap.rollout;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The leader that each server reports.
 *
 * @param known the answer of each server: the name of a server, or {@link #NONE}
 */
public record KnownLeaders(Map<String, ConsulResult<String>> known) {
    public static final String NONE = "";

    public KnownLeaders {
        known = new TreeMap<>(known);
    }

    /** The server that all of them report; a failure names the server that does not answer, or the different answers. */
    ConsulResult<String> agreed() {
        var naming = new TreeMap<String, List<String>>();
        for (var entry : known.entrySet()) {
            switch (entry.getValue()) {
                case ConsulResult.Failed<String>(var why) -> {
                    return ConsulResult.failed(why.cause(), entry.getKey() + ": " + why.words());
                }
                case ConsulResult.Seen<String>(var leader) ->
                    naming.computeIfAbsent(leader, _ -> new ArrayList<>()).add(entry.getKey());
            }
        }
        return naming.size() == 1 && !naming.containsKey(NONE)
                ? new ConsulResult.Seen<>(naming.firstKey())
                : ConsulResult.failed(ConsulError.Cause.STATUS, words(naming));
    }

    /** Whether each of them reports that it has no leader. */
    boolean areNone() {
        return !known.isEmpty()
                && known.values().stream()
                        .allMatch(answer -> answer.seen().filter(NONE::equals).isPresent());
    }

    private static String words(Map<String, List<String>> naming) {
        return naming.entrySet().stream()
                .map(entry -> "%s %s %s"
                        .formatted(
                                String.join(", ", entry.getValue()),
                                entry.getValue().size() == 1 ? "names" : "name",
                                entry.getKey().equals(NONE) ? "none" : entry.getKey()))
                .collect(Collectors.joining("; "));
    }
}
