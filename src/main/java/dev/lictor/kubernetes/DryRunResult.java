package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What writing an object would do, as a dry run ({@code dryRun=All}) tells. */
public sealed interface DryRunResult {
    /**
     * The object does not exist, and can be created.
     *
     * @param omitted see {@link #omitted}; empty if the namespace does not exist, because a dry run is not possible there
     */
    record Absent(List<String> omitted) implements DryRunResult {
        public Absent {
            omitted = List.copyOf(omitted);
        }

        public Absent() {
            this(List.of());
        }
    }

    /**
     * The object exists and would stay as it is.
     *
     * @param omitted see {@link #omitted}
     */
    record Same(HasMetadata live, List<String> omitted) implements DryRunResult {
        public Same {
            omitted = List.copyOf(omitted);
        }

        public Same(HasMetadata live) {
            this(live, List.of());
        }
    }

    /**
     * The object exists and would change.
     *
     * @param applied the object after the write
     * @param fields paths of the fields that change, such as {@code spec.template.spec.containers}
     * @param omitted see {@link #omitted}
     */
    record Different(HasMetadata live, HasMetadata applied, List<String> fields, List<String> omitted)
            implements DryRunResult {
        public Different {
            fields = List.copyOf(fields);
            omitted = List.copyOf(omitted);
        }
    }

    /** The API server answers 409 Conflict: other managers own fields that would change. */
    record Conflicting(HasMetadata live, List<FieldConflict> conflicts) implements DryRunResult {
        public Conflicting {
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * A write by force would change the object: it takes fields from other managers, or takes over an object that Lictor did not make.
     *
     * @param conflicts the fields that are taken from other managers
     * @param omitted see {@link #omitted}
     */
    record Forced(
            HasMetadata live,
            HasMetadata applied,
            List<FieldConflict> conflicts,
            List<String> fields,
            List<String> omitted)
            implements DryRunResult {
        public Forced {
            conflicts = List.copyOf(conflicts);
            fields = List.copyOf(fields);
            omitted = List.copyOf(omitted);
        }
    }

    /** The API server refuses the object, whoever sends it: an immutable field, an unknown kind. */
    record Invalid(Optional<HasMetadata> live, String why) implements DryRunResult {}

    /** The live object; empty if it does not exist. */
    default Optional<HasMetadata> found() {
        return switch (this) {
            case Absent absent -> Optional.empty();
            case Same same -> Optional.of(same.live());
            case Different different -> Optional.of(different.live());
            case Conflicting(var live, var conflicts) -> Optional.of(live);
            case Forced forced -> Optional.of(forced.live());
            case Invalid(var live, var why) -> live;
        };
    }

    /** Paths of desired fields that the API server drops without refusing the object. */
    default List<String> omitted() {
        return List.of();
    }
}
