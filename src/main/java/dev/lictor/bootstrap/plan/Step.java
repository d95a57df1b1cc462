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

/** What a run does with one object, and the outcome that it reports. */
public sealed interface Step {
    WriteOutcome outcome();

    record CreateNamespace(Namespace namespace) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Created(ObjectKey.of(namespace));
        }
    }

    /** Creates a Secret. */
    record CreateSecret(ObjectKey secret, Map<KeyMaterialKind, KeyMaterialSource> sources) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Created(secret);
        }
    }

    /**
     * Writes some of a Secret's key material and keeps the rest.
     *
     * @param live the live Secret; with our labels if the run adds them
     * @param sources what is written
     * @param reasons one for each kind of key material that is written
     */
    record ChangeSecret(Secret live, Map<KeyMaterialKind, KeyMaterialSource> sources, List<String> reasons)
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

    /** Applies with force: takes fields from other field managers. */
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
     * Takes over an object of another owner.
     *
     * @param applied the object after the takeover, as far as a dry run shows it; fields that Lictor does not know are removed
     */
    record Adopt(HasMetadata desired, HasMetadata live, HasMetadata applied, List<String> fields) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired),
                    Stream.concat(Stream.of("taken over"), fields.stream()).toList());
        }
    }

    /** Takes over a Service only when the first new server is ready; until then its clients reach the old servers. */
    record DeferAdoption(HasMetadata desired) implements Step {
        @Override
        public WriteOutcome outcome() {
            return new WriteOutcome.Changed(
                    ObjectKey.of(desired), List.of("to be taken over once the first new server is ready"));
        }
    }

    /**
     * Replaces the servers of another StatefulSet by ours, one at a time.
     *
     * @param servers in the order of replacement
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
     * Scales down first: surplus servers are removed one at a time, before any other change.
     *
     * @param change the step for the StatefulSet after the surplus servers are removed
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
                                            Stream.of("applied after the surplus servers are removed, one at a time"))
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
