package dev.lictor.cluster.pods;

/** The probes of Consul's container. */
public enum ConsulProbes {
    /** The sidecar's readiness is the pod's, and Consul is not restarted by the kubelet. */
    OFF,
    /** A connection to the port of the servers. For policies that demand probes of every container; nothing depends on a leader. */
    TCP
}
