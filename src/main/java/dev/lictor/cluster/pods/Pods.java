package dev.lictor.cluster.pods;

/**
 * Scheduling, resources, user and probes of the servers' pods.
 *
 * @param consul resources of Consul's container
 * @param lictor resources of the sidecar, and of the init container
 */
public record Pods(Placement placement, Resources consul, Resources lictor, PodUser user, ConsulProbes consulProbes) {}
