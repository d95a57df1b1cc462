package dev.lictor.sidecar;

/** What a rule of readiness says of a server. */
public sealed interface Verdict {
    record Kept() implements Verdict {}

    /** @param words with the values that disagree */
    record Broken(String words) implements Verdict {}

    /**
     * Could not be checked for lack of a right, which alone keeps no server from being ready.
     *
     * @param words with the right
     */
    record Unchecked(String words) implements Verdict {}

    /** Was not told, for a reason that another rule gives, or not yet. */
    record Untold() implements Verdict {}

    Verdict KEPT = new Kept();
    Verdict UNTOLD = new Untold();
}
