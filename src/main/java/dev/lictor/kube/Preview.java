package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What applying an object would do. */
public sealed interface Preview {
    record Absent() implements Preview {}

    record Same(HasMetadata live) implements Preview {}

    /**
     * @param applied what the API server would make of it
     * @param fields paths such as {@code spec.template.spec.containers}
     */
    record Different(HasMetadata live, HasMetadata applied, List<String> fields) implements Preview {
        public Different {
            fields = List.copyOf(fields);
        }
    }

    record Conflicting(HasMetadata live, List<Conflict> conflicts) implements Preview {
        public Conflicting {
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * What applying it by force would do, where it would conflict or is not ours.
     *
     * @param conflicts what would be taken
     */
    record Overruling(HasMetadata live, HasMetadata applied, List<Conflict> conflicts, List<String> fields)
            implements Preview {
        public Overruling {
            conflicts = List.copyOf(conflicts);
            fields = List.copyOf(fields);
        }
    }

    /** The API server would not take it, whoever asked: a field that cannot be changed, an admission policy. */
    record Invalid(Optional<HasMetadata> live, String why) implements Preview {}

    /** The object as it is, if it is there. */
    default Optional<HasMetadata> found() {
        return switch (this) {
            case Absent() -> Optional.empty();
            case Same(var live) -> Optional.of(live);
            case Different(var live, var applied, var fields) -> Optional.of(live);
            case Conflicting(var live, var conflicts) -> Optional.of(live);
            case Overruling(var live, var applied, var conflicts, var fields) -> Optional.of(live);
            case Invalid(var live, var why) -> live;
        };
    }
}
