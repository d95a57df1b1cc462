package dev.lictor.bootstrap;

import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be done about one object, and so what will have become of it. */
public sealed interface Step {
    Outcome outcome();

    record MakeNamespace(Namespace namespace) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Created(ObjectKey.of(namespace));
        }
    }

    /** A Secret that is not there, of key material yet to be made. */
    record MakeSecret(ObjectKey secret, Set<Part> parts) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Created(secret);
        }
    }

    /** Certificates of a Secret are issued anew, each for a reason; the rest of it is kept. */
    record Reissue(Secret live, Map<Part, String> reasons) implements Step {
        @Override
        public Outcome outcome() {
            return new Outcome.Changed(ObjectKey.of(live), List.copyOf(reasons.values()));
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
