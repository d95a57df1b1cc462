package dev.lictor.bootstrap.scaledown;

/** The next thing to do while servers that are too many leave. */
sealed interface ScaleDownStep {
    /** @param why what is waited for */
    record Wait(String why) implements ScaleDownStep {}

    /**
     * The StatefulSet has so many servers from now on.
     *
     * @param before how many there were before the first left, which the StatefulSet remembers
     */
    record Reduce(int servers, int before) implements ScaleDownStep {}

    /** Raft forgets one that is gone. */
    record Forget(String server) implements ScaleDownStep {}

    /** The StatefulSet is as it is to be: the last stride. */
    record Finish() implements ScaleDownStep {}

    /** There is nothing to do. */
    record Done() implements ScaleDownStep {}
}
