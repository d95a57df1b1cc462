package dev.lictor.bootstrap;

import dev.lictor.kubernetes.KubernetesApi;
import java.util.function.Supplier;

/**
 * The Kubernetes cluster that a run writes to, and the Consul servers in it.
 *
 * @param servers this cluster's and those of others that a takeover replaces
 * @param raftPeers connects to this cluster's servers; each connection is closed by the stage that opened it
 */
public record BootstrapTarget(KubernetesApi kubernetes, RunningServers servers, Supplier<RaftPeers> raftPeers) {}
