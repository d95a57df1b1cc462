package dev.lictor.bootstrap.takeover;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/** The next step of a takeover. */
sealed interface TakeoverStep {
    /** Whether the step removes a server, or leaves the running servers without a controller that recreates them. */
    default boolean takes() {
        return this instanceof Release || this instanceof MakeRoom;
    }

    /** @param why the obstacle */
    record Wait(String why) implements TakeoverStep {}

    /** Deletes the other StatefulSet and orphans its pods, which keep running. */
    record Release(StatefulSet servers) implements TakeoverStep {}

    /** Gives our StatefulSet these ordinals; its controller creates the missing pods. */
    record Extend(int first, int count) implements TakeoverStep {}

    /** Deletes a pod of the other StatefulSet, so that ours can use its name. */
    record MakeRoom(Pod pod) implements TakeoverStep {}

    /** Points the Service for clients to our servers. */
    record OpenToClients() implements TakeoverStep {}

    record Done() implements TakeoverStep {}
}
