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

    /** One line about what was done. Reasons quote text from outside (annotations, field managers, the API server), so {@link Foreign#oneLine} replaces unprintable characters. */
    public static String line(WriteOutcome outcome) {
        return line(outcome, "");
    }

    /** One line about what a run would do that writes nothing: a dry run, or a run that is refused. */
    public static String conditional(WriteOutcome outcome) {
        return line(outcome, "would be ");
    }

    /** @param mood before the words for a write; what is not written is as it is */
    private static String line(WriteOutcome outcome, String mood) {
        return Foreign.oneLine(
                switch (outcome) {
                    case WriteOutcome.Created(var object) -> "%s %screated".formatted(object, mood);
                    case WriteOutcome.Changed(var object, var fields) ->
                        "%s %schanged: %s".formatted(object, mood, String.join("; ", fields));
                    case WriteOutcome.Unchanged(var object) -> object + " unchanged";
                    case WriteOutcome.Kept(var object, var why) -> object + " kept: " + why;
                    case WriteOutcome.Removed(var object) -> "%s %sremoved".formatted(object, mood);
                    case WriteOutcome.Refused(var object, var why) -> object + " refused: " + why;
                });
    }
}
