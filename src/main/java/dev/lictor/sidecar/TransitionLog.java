package dev.lictor.sidecar;

import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.readiness.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Log lines for what has changed between two states. What is unchanged is not logged again. */
final class TransitionLog {
    private TransitionLog() {}

    static List<String> between(MonitorState before, MonitorState after) {
        var lines = new ArrayList<String>();
        var leader = after.last().flatMap(Observation::knownLeader);
        if (!leader.equals(before.last().flatMap(Observation::knownLeader))) {
            lines.add(leader.map(address -> "the leader is " + address).orElse("no leader is known any more"));
        }
        if (!rules(before).equals(rules(after))) {
            lines.add(
                    after.readiness().ready()
                            ? "ready as " + after.readiness().role()
                            : "not ready: " + words(after.readiness().reasons()));
        }
        if (!after.readiness().unchecked().isEmpty()
                && before.readiness().unchecked().isEmpty()) {
            lines.add("not checked: " + words(after.readiness().unchecked()));
        }
        var known = before.slow().unread().stream()
                .map(SlowObservation.Unread::question)
                .toList();
        after.slow().unread().stream()
                .filter(unread -> !known.contains(unread.question()))
                .map(unread -> "not read: " + unread.words())
                .forEach(lines::add);
        return lines;
    }

    /** Compares the rules that fail and not their messages, because the messages change with every poll. */
    private static List<Reason.Rule> rules(MonitorState state) {
        return state.readiness().reasons().stream().map(Reason::rule).toList();
    }

    private static String words(List<Reason> reasons) {
        return reasons.stream().map(Reason::words).collect(Collectors.joining("; "));
    }
}
