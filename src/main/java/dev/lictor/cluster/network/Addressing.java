package dev.lictor.cluster.network;

/** Which address a server advertises to its peers. */
public enum Addressing {
    /**
     * The ClusterIP of a Service of its own, which stays the same when its pod is replaced: Consul takes almost a minute to accept a new
     * address for a known name.
     */
    SERVICE,
    /** The address of its pod, for agents or datacenters outside the Kubernetes cluster's network. */
    POD
}
