package dev.lictor.bootstrap;

import dev.lictor.kube.Outcome;
import dev.lictor.text.Foreign;
import java.util.List;

/** Outcomes in words, a line each. */
public final class Report {
    private Report() {}

    public static List<String> lines(List<Outcome> outcomes) {
        return outcomes.stream().map(Report::line).toList();
    }

    /** @param servers that run, not of the revision that is wanted */
    public static String outdated(List<String> servers) {
        return "%s %s of an earlier revision; bootstrap replaces such servers, one at a time"
                .formatted(String.join(", ", servers), servers.size() == 1 ? "is" : "are");
    }

    /** Its reasons quote what others wrote: annotations, managers, the API server. */
    public static String line(Outcome outcome) {
        return Foreign.oneLine(
                switch (outcome) {
                    case Outcome.Created(var object) -> object + " created";
                    case Outcome.Changed(var object, var fields) -> object + " changed: " + String.join("; ", fields);
                    case Outcome.Unchanged(var object) -> object + " unchanged";
                    case Outcome.Kept(var object, var why) -> object + " kept: " + why;
                    case Outcome.Removed(var object) -> object + " removed";
                    case Outcome.Refused(var object, var why) -> object + " refused: " + why;
                });
    }
}
