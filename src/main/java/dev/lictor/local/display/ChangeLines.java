package dev.lictor.local.display;

import dev.lictor.local.ServerView;
import dev.lictor.local.SidecarAnswer.Told;
import dev.lictor.local.process.ProcessState.Stopped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What changed from one moment to the next, a sentence a server. */
final class ChangeLines {
    /** Ages and other figures in reasons change with every look. */
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
                || !(view.answer() instanceof Told told)
                || told.leader().isEmpty()) {
            return Optional.empty();
        }
        var role = told.role().equals("leader")
                ? "leads"
                : "is a %s of %s".formatted(told.role(), ServerView.name(told.leader(), all));
        return Optional.of(role + peers(told.peers()));
    }

    private static String peers(String count) {
        return switch (count) {
            case "" -> "";
            case "1" -> ", 1 peer";
            default -> ", %s peers".formatted(count);
        };
    }

    private static String verdict(ServerView view) {
        return readiness(view) + (view.byHand() ? " (started by hand)" : "");
    }

    private static String readiness(ServerView view) {
        var reasons = String.join("; ", view.reasons());
        if (view.ready()) {
            return "ready";
        }
        return view.consul() instanceof Stopped ? reasons : "not ready: " + reasons;
    }
}
