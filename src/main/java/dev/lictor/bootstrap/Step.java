package dev.lictor.bootstrap;

import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;

/** What is to be done about one object, and so what will have become of it. */
public sealed interface Step {
    Outcome outcome();

    record MakeNamespace(Namespace namespace) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Created(ObjectKey.of(namespace));
        }
    }

    /** A Secret that is not there. */
    record MakeSecret(ObjectKey secret, Map<Part, Source> parts) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Created(secret);
        }
    }

    /**
     * Some of a Secret's key material is written, each for a reason; the rest of it is kept.
     *
     * @param live with our labels, which it gets where it had none
     */
    record ChangeSecret(Secret live, Map<Part, Source> parts, List<String> reasons) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Changed(ObjectKey.of(live), reasons);
        }
    }

    record Keep(ObjectKey object, String why) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Kept(object, why);
        }
    }

    record Make(HasMetadata desired) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Created(ObjectKey.of(desired));
        }
    }

    record Change(HasMetadata desired, List<String> fields) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Changed(ObjectKey.of(desired), fields);
        }
    }

    record Leave(ObjectKey object) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Unchanged(object);
        }
    }

    record Refuse(ObjectKey object, String why) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Refused(object, why);
        }
    }
}
