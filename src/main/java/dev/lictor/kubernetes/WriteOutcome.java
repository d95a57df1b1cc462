package dev.lictor.kubernetes;

import java.util.List;

/** What a run did with an object. */
public sealed interface WriteOutcome {
    ObjectKey object();

    /** Such as {@code Created}. */
    default String word() {
        return switch (this) {
            case Created created -> "Created";
            case Changed changed -> "Changed";
            case Unchanged unchanged -> "Unchanged";
            case Kept kept -> "Kept";
            case Removed removed -> "Removed";
            case Refused refused -> "Refused";
        };
    }

    record Created(ObjectKey object) implements WriteOutcome {}

    /** @param fields the fields that changed, or the reasons, in words */
    record Changed(ObjectKey object, List<String> fields) implements WriteOutcome {
        public Changed {
            fields = List.copyOf(fields);
        }
    }

    record Unchanged(ObjectKey object) implements WriteOutcome {}

    /** The object exists and stays as it is, because it must not be changed. */
    record Kept(ObjectKey object, String why) implements WriteOutcome {}

    record Removed(ObjectKey object) implements WriteOutcome {}

    /** @param why with the remedy */
    record Refused(ObjectKey object, String why) implements WriteOutcome {}
}
