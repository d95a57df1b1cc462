package dev.lictor.bootstrap;

import dev.lictor.kube.Outcome;
import java.util.List;

/** Outcomes in words, a line each. */
public final class Report {
    private Report() {}

    public static List<String> lines(List<Outcome> outcomes) {
        return outcomes.stream().map(Report::line).toList();
    }

    public static String line(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Created(var object) -> object + " created";
            case Outcome.Changed(var object, var fields) -> object + " changed: " + String.join("; ", fields);
            case Outcome.Unchanged(var object) -> object + " unchanged";
            case Outcome.Kept(var object, var why) -> object + " kept: " + why;
            case Outcome.Removed(var object) -> object + " removed";
            case Outcome.Refused(var object, var why) -> object + " refused: " + why;
        };
    }
}
