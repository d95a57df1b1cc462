package dev.lictor.cluster.network;

/** Which address a server advertises to its peers. */
public enum Addressing {
    /**
     * The ClusterIP of a Service of its own, which stays when its pod is replaced: Consul takes close to a minute to believe a new
     * address of an old name.
     */
    SERVICE,
    /** Its pod's, for agents or datacenters outside the Kubernetes cluster's network. */
    POD
}
