package dev.lictor.sidecar.readiness;

/** What a rule of readiness says of a server. */
public sealed interface RuleResult {
    record Kept() implements RuleResult {}

    /** @param words with the values that disagree */
    record Broken(String words) implements RuleResult {}

    /**
     * Could not be checked for lack of a right, which alone keeps no server from being ready.
     *
     * @param words with the right
     */
    record Unchecked(String words) implements RuleResult {}

    /** Was not told, for a reason that another rule gives, or not yet. */
    record Untold() implements RuleResult {}

    RuleResult KEPT = new Kept();
    RuleResult UNTOLD = new Untold();
}
