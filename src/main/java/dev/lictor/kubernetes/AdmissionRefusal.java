package dev.lictor.kubernetes;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why the API server refuses a write that RBAC allows. Admission answers 403, 422, 400 or 500, and only one of these causes has a
 * machine-readable reason, so the cause is found in the message (Kubernetes' admission plugins; recorded in
 * {@code src/test/resources/kubernetes-answers}). The same words are in Events of a controller that could not create a pod.
 */
public enum AdmissionRefusal {
    NAMESPACE_TERMINATING(
            "because it is being terminated",
            "the namespace is being deleted: run again once it is gone, or choose another lictor.namespace"),
    NO_DRY_RUN(
            "does not support dry run|doesn't support dry-run|dryRun alpha feature is disabled",
            "every write is tried by a dry run first: the owner of that webhook or API server must allow dry runs (for a webhook, sideEffects None or NoneOnDryRun); lictor render prints the objects without asking any cluster"),
    LIMITS_REQUIRED(
            "failed quota: .*: must specify ",
            "a ResourceQuota counts what the containers do not state: set lictor.resources.consul-limits and lictor.resources.lictor-limits, or the requests"),
    QUOTA_EXCEEDED(
            "exceeded quota: |insufficient quota to |status unknown for quota: ",
            "have the ResourceQuota raised, or make room in the namespace"),
    LIMIT_RANGE(
            "(?:maximum|minimum) \\S+ usage per |max limit to request ratio per ",
            "a LimitRange of the namespace allows other amounts: set lictor.resources.* or lictor.storage.size to fit it, or have it changed"),
    POD_SECURITY(
            "violates PodSecurity ",
            "the pods that Lictor makes conform to restricted Pod Security: look at lictor.extra.*, and at webhooks that add containers to pods"),
    WEBHOOK_UNAVAILABLE(
            "failed calling webhook ",
            "an admission webhook that must allow the write did not answer as it should: its owner must repair it"),
    POLICY(
            "ValidatingAdmissionPolicy .* denied request|MutatingAdmissionPolicy .* denied request|admission webhook .* denied the request",
            "an admission policy denies it, whoever asks: set what it demands (docs/how-to/policies.md), or ask its owner for an exception");

    private final Pattern words;
    private final String remedy;

    AdmissionRefusal(String words, String remedy) {
        this.words = Pattern.compile(words);
        this.remedy = remedy;
    }

    /** @param message of a Status, or of an Event that quotes one */
    public static Optional<AdmissionRefusal> of(String message) {
        return Arrays.stream(values())
                .filter(cause -> cause.words.matcher(message).find())
                .findFirst();
    }

    public String remedy() {
        return remedy;
    }
}
