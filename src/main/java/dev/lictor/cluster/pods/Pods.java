package dev.lictor.cluster.pods;

/**
 * How servers' pods are run.
 *
 * @param consul of the server's container
 * @param lictor of the sidecar and of the init container before it
 */
public record Pods(Placement placement, Resources consul, Resources lictor, PodUser user) {}
