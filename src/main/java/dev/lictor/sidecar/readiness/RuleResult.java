package dev.lictor.sidecar.readiness;

/** What a rule of readiness says of a server. */
public sealed interface RuleResult {
    record Pass() implements RuleResult {}

    /** @param words with the values that disagree */
    record Fail(String words) implements RuleResult {}

    /**
     * Could not be checked for lack of a right, which alone keeps no server from being ready.
     *
     * @param words with the right
     */
    record Forbidden(String words) implements RuleResult {}

    /** Was not told, for a reason that another rule gives, or not yet. */
    record Unknown() implements RuleResult {}

    RuleResult PASS = new Pass();
    RuleResult UNKNOWN = new Unknown();
}
