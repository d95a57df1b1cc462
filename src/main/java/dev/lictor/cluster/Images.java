package dev.lictor.cluster;

/**
 * The images of a server's pod.
 *
 * @param consul for the servers
 * @param lictor for their sidecars and init containers
 * @param pullPolicy Kubernetes' {@code imagePullPolicy} of both
 */
public record Images(String consul, String lictor, String pullPolicy) {}
