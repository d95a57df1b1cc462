package dev.lictor.kube;

import java.util.List;

/** What became of an object. */
public sealed interface Outcome {
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

    record Created(ObjectKey object) implements Outcome {}

    /** @param fields what changed, or why, in words */
    record Changed(ObjectKey object, List<String> fields) implements Outcome {
        public Changed {
            fields = List.copyOf(fields);
        }
    }

    record Unchanged(ObjectKey object) implements Outcome {}

    /** Not to be touched: it is there, and it is good. */
    record Kept(ObjectKey object, String why) implements Outcome {}

    record Removed(ObjectKey object) implements Outcome {}

    /** @param why with what to do about it */
    record Refused(ObjectKey object, String why) implements Outcome {}
}
