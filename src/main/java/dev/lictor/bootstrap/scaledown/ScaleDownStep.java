package dev.lictor.bootstrap.scaledown;

/** The next step of a scale-down. */
sealed interface ScaleDownStep {
    /** @param why the obstacle */
    record Wait(String why) implements ScaleDownStep {}

    /**
     * Reduces the replicas of the StatefulSet.
     *
     * @param before the number of servers before the scale-down, which an annotation of the StatefulSet holds
     */
    record Reduce(int servers, int before) implements ScaleDownStep {}

    /** Removes the Raft peer of a server that is gone. */
    record Forget(String server) implements ScaleDownStep {}

    /** Applies the desired StatefulSet, the last step. */
    record Finish() implements ScaleDownStep {}

    /** There is nothing to do. */
    record Done() implements ScaleDownStep {}
}
