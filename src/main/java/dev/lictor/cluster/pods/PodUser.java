package dev.lictor.cluster.pods;

/** As whom the containers of a pod run; never as root. */
public enum PodUser {
    /** The official image's user 100 and group 1000. */
    FIXED,
    /** Whoever the platform makes it, and the volumes' group, too, as OpenShift does. */
    ASSIGNED
}
