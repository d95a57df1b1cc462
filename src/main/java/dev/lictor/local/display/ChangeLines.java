package dev.lictor.local.display;

import dev.lictor.local.ServerView;
import dev.lictor.local.SidecarAnswer.Reported;
import dev.lictor.local.process.ProcessState.Stopped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Describes what changed between two observations, in one sentence for each server that changed. */
final class ChangeLines {
    /** Numbers in reasons, such as ages, change with every observation. They are no change worth a line. */
    private static final Pattern FIGURES = Pattern.compile("\\d+([.,]\\d+)?");

    private ChangeLines() {}

    static List<String> changes(List<ServerView> before, List<ServerView> now) {
        return now.stream()
                .filter(view -> !known(before, view).equals(essence(view, now)))
                .map(view -> sentence(view, now))
                .toList();
    }

    private static String known(List<ServerView> before, ServerView view) {
        return before.stream()
                .filter(earlier -> earlier.server().equals(view.server()))
                .findFirst()
                .map(earlier -> essence(earlier, before))
                .orElse("");
    }

    private static String essence(ServerView view, List<ServerView> all) {
        return state(view, all).orElse("") + FIGURES.matcher(verdict(view)).replaceAll("#");
    }

    private static String sentence(ServerView view, List<ServerView> all) {
        return view.server().node()
                + state(view, all).map(state -> " " + state + ",").orElse("") + " " + verdict(view);
    }

    private static Optional<String> state(ServerView view, List<ServerView> all) {
        if (view.consul() instanceof Stopped
                || !(view.answer() instanceof Reported reported)
                || reported.leader().isEmpty()) {
            return Optional.empty();
        }
        var role = reported.role().equals("leader")
                ? "leads"
                : "is a %s of %s".formatted(reported.role(), ServerView.name(reported.leader(), all));
        return Optional.of(role + peers(reported.peers()));
    }

    private static String peers(String count) {
        return switch (count) {
            case "" -> "";
            case "1" -> ", 1 peer";
            default -> ", %s peers".formatted(count);
        };
    }

    private static String verdict(ServerView view) {
        return readiness(view) + (view.startedByHand() ? " (started by hand)" : "");
    }

    private static String readiness(ServerView view) {
        var reasons = String.join("; ", view.reasons());
        if (view.ready()) {
            return "ready";
        }
        return view.consul() instanceof Stopped ? reasons : "not ready: " + reasons;
    }
}
