package dev.lictor.bootstrap.plan;

/** What becomes of objects that have the names of this cluster's, but not its labels. */
public enum AdoptionPolicy {
    /** They are somebody else's. */
    REFUSE,
    /** They become this cluster's, with what they hold. */
    ADOPT
}
