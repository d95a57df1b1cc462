package dev.lictor.sidecar.readiness;

/** The result of a readiness rule. */
public sealed interface RuleResult {
    record Pass() implements RuleResult {}

    /** @param words message with the values that disagree */
    record Fail(String words) implements RuleResult {}

    /**
     * Not checked, because a permission is missing. This alone does not make a server unready.
     *
     * @param words message with the missing permission
     */
    record Forbidden(String words) implements RuleResult {}

    /** Not known yet, or unknown for a reason that another rule reports. */
    record Unknown() implements RuleResult {}

    RuleResult PASS = new Pass();
    RuleResult UNKNOWN = new Unknown();
}
