package dev.lictor.bootstrap.takeover;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/** The next thing to do while servers of another StatefulSet give way to ours. */
sealed interface TakeoverStep {
    /** Whether a server is taken by it, or those that are there lose whoever makes them anew. */
    default boolean takes() {
        return this instanceof Release || this instanceof MakeRoom;
    }

    /** @param why what is waited for */
    record Wait(String why) implements TakeoverStep {}

    /** The other StatefulSet is deleted, and its pods run on. */
    record Release(StatefulSet servers) implements TakeoverStep {}

    /** Our StatefulSet has servers of these ordinals, and makes those that are not there. */
    record Extend(int first, int count) implements TakeoverStep {}

    /** A pod of the other StatefulSet is deleted, and so makes room. */
    record MakeRoom(Pod pod) implements TakeoverStep {}

    /** The Service for clients leads to our servers from now on. */
    record OpenToClients() implements TakeoverStep {}

    record Done() implements TakeoverStep {}
}
