package dev.lictor.bootstrap;

/** What becomes of a field that this cluster's objects want so and another manager owns. */
public enum Dispute {
    /** It is theirs. */
    YIELD,
    /** It is taken, and the outcome says from whom. */
    TAKE
}
