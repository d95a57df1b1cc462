package dev.lictor.cluster;

/**
 * @param consul of the servers
 * @param lictor of their sidecars and init containers
 * @param pullPolicy Kubernetes' {@code imagePullPolicy} of both
 */
public record Images(String consul, String lictor, String pullPolicy) {}
