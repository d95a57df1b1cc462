package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What applying an object would do. */
public sealed interface DryRunResult {
    /** @param omitted as of {@link #omitted}; nothing is known of a namespace that is not there */
    record Absent(List<String> omitted) implements DryRunResult {
        public Absent {
            omitted = List.copyOf(omitted);
        }

        public Absent() {
            this(List.of());
        }
    }

    /** @param omitted as of {@link #omitted} */
    record Same(HasMetadata live, List<String> omitted) implements DryRunResult {
        public Same {
            omitted = List.copyOf(omitted);
        }

        public Same(HasMetadata live) {
            this(live, List.of());
        }
    }

    /**
     * @param applied what the API server would make of it
     * @param fields paths such as {@code spec.template.spec.containers}
     * @param omitted as of {@link #omitted}
     */
    record Different(HasMetadata live, HasMetadata applied, List<String> fields, List<String> omitted)
            implements DryRunResult {
        public Different {
            fields = List.copyOf(fields);
            omitted = List.copyOf(omitted);
        }
    }

    record Conflicting(HasMetadata live, List<FieldConflict> conflicts) implements DryRunResult {
        public Conflicting {
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * What applying it by force would do, where it would conflict or is not ours.
     *
     * @param conflicts what would be taken
     * @param omitted as of {@link #omitted}
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

    /** The API server would not take it, whoever asked: a field that cannot be changed, an admission policy. */
    record Invalid(Optional<HasMetadata> live, String why) implements DryRunResult {}

    /** The object as it is, if it is there. */
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

    /** Fields that are asked for and that the API server would leave out without refusing them. */
    default List<String> omitted() {
        return List.of();
    }
}
