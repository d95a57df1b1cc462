package dev.lictor.config;

import io.smallrye.config.WithName;
import java.util.Optional;

/** Names of objects, each made of the cluster's name unless set. */
public interface NameSettings {
    /** Secret of the CA: `<name>-ca`. */
    Optional<String> caSecret();

    /** Secret of the servers' certificate: `<name>-tls`. */
    Optional<String> tlsSecret();

    /** Secret of the gossip key: `<name>-gossip`; may be the one of the servers' certificate. */
    Optional<String> gossipSecret();

    /** Secret of the clients' certificate: `<name>-client-tls`. */
    Optional<String> clientTlsSecret();

    /** ConfigMap of Consul's configuration: `<name>-config`. */
    Optional<String> configMap();

    /** Service for clients, of servers that are ready: `<name>`. */
    Optional<String> clientService();

    /** Headless Service of all servers, ready or not: `<name>-join`. */
    Optional<String> joinService();

    /** StatefulSet of the servers: `<name>`; its name and an ordinal are a server's name. */
    Optional<String> statefulSet();

    /** PodDisruptionBudget: `<name>`. */
    Optional<String> disruptionBudget();

    /** ServiceAccount of the servers, which has no rights: `<name>`. */
    Optional<String> serviceAccount();

    /** NetworkPolicy: `<name>`. */
    Optional<String> networkPolicy();

    /** PodMonitor of Prometheus Operator: `<name>`. */
    @WithName("pod-monitor")
    Optional<String> podMonitorName();
}
