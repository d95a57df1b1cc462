package dev.lictor.cluster.pods;

/** The user of a pod's containers; never root. */
public enum PodUser {
    /** The official image's user 100 and group 1000. */
    FIXED,
    /** The platform assigns the user and the volumes' group, as OpenShift does. */
    ASSIGNED
}
