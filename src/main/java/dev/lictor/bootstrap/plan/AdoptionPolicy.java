package dev.lictor.bootstrap.plan;

/** What to do with objects that have the names of this cluster's objects, but not its labels. */
public enum AdoptionPolicy {
    /** Refuse the run: they belong to another owner. */
    REFUSE,
    /** Take them over, with their content. */
    ADOPT
}
