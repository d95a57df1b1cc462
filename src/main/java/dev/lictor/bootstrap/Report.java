package dev.lictor.bootstrap;

import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.text.Foreign;
import java.util.List;

/** Formats outcomes, one line for each object. */
public final class Report {
    private Report() {}

    public static List<String> lines(List<WriteOutcome> outcomes) {
        return outcomes.stream().map(Report::line).toList();
    }

    /** @param servers that run with an earlier revision */
    public static String outdated(List<String> servers) {
        return "%s %s of an earlier revision; bootstrap replaces such servers, one at a time"
                .formatted(String.join(", ", servers), servers.size() == 1 ? "is" : "are");
    }

    /** One line. Reasons quote text from outside (annotations, field managers, the API server), so {@link Foreign#oneLine} replaces unprintable characters. */
    public static String line(WriteOutcome outcome) {
        return Foreign.oneLine(
                switch (outcome) {
                    case WriteOutcome.Created(var object) -> object + " created";
                    case WriteOutcome.Changed(var object, var fields) ->
                        object + " changed: " + String.join("; ", fields);
                    case WriteOutcome.Unchanged(var object) -> object + " unchanged";
                    case WriteOutcome.Kept(var object, var why) -> object + " kept: " + why;
                    case WriteOutcome.Removed(var object) -> object + " removed";
                    case WriteOutcome.Refused(var object, var why) -> object + " refused: " + why;
                });
    }
}
