package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.KeyMaterialSource;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.FieldConflict;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is to be done about one object, and so what will have become of it. */
public sealed interface Step {
    WriteOutcome outcome();

    record CreateNamespace(Namespace namespace) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Created(ObjectKey.of(namespace));
        }
    }

    /** A Secret that is not there. */
    record CreateSecret(ObjectKey secret, Map<KeyMaterialKind, KeyMaterialSource> parts) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Created(secret);
        }
    }

    /**
     * Some of a Secret's key material is written, each for a reason; the rest of it is kept.
     *
     * @param live with our labels, which it gets where it had none
     */
    record ChangeSecret(Secret live, Map<KeyMaterialKind, KeyMaterialSource> parts, List<String> reasons)
            implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(ObjectKey.of(live), reasons);
        }
    }

    record Keep(ObjectKey object, String why) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Kept(object, why);
        }
    }

    record Create(HasMetadata desired) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Created(ObjectKey.of(desired));
        }
    }

    record Change(HasMetadata desired, List<String> fields) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(ObjectKey.of(desired), fields);
        }
    }

    /** Fields are taken from others. */
    record ForceApply(HasMetadata desired, DryRunResult.Forced preview) implements Step {
        @Override
        public WriteOutcome outcome() {
            var taken = preview.conflicts().stream().map(FieldConflict::field).toList();
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired),
                    Stream.concat(
                                    preview.conflicts().stream()
                                            .map(conflict ->
                                                    "%s taken from %s".formatted(conflict.field(), conflict.manager())),
                                    preview.fields().stream().filter(field -> !taken.contains("." + field)))
                            .toList());
        }
    }

    /**
     * A stranger's object becomes ours.
     *
     * @param applied as far as can be foreseen; fields that we do not know will be gone
     */
    record Adopt(HasMetadata desired, HasMetadata live, HasMetadata applied, List<String> fields) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired),
                    Stream.concat(Stream.of("taken over"), fields.stream()).toList());
        }
    }

    /** A stranger's Service stays with the old servers until one of ours is there for its clients. */
    record DeferAdoption(HasMetadata desired) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired), List.of("to be taken over once the first new server is ready"));
        }
    }

    /**
     * Servers of another StatefulSet give way to ours.
     *
     * @param servers in the order in which they do
     */
    record ReplaceServers(HasMetadata desired, List<String> servers) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired),
                    List.of("to be taken over, its servers replaced one after another: " + String.join(", ", servers)));
        }
    }

    /**
     * There are more servers than there are to be. They leave one after another before any other changes.
     *
     * @param change what becomes of the StatefulSet in the end
     */
    record ScaleDown(Step change) implements Step {
        @Override
        public WriteOutcome outcome() {
            var end = change.outcome();
            return end instanceof WriteOutcome.Changed(var object, var fields)
                    ? new WriteOutcome.Changed(
                            object,
                            Stream.concat(
                                            fields.stream(),
                                            Stream.of("to be so once servers that are too many have left, one by one"))
                                    .toList())
                    : end;
        }
    }

    record NoChange(ObjectKey object) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Unchanged(object);
        }
    }

    record Refuse(ObjectKey object, String why) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Refused(object, why);
        }
    }
}
