package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.network.Ports;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Allows servers to reach each other, clients to reach Consul's API, and all to reach the sidecars, whose ports are read-only. */
final class NetworkPolicyObject {
    private static final String NAMESPACE = "kubernetes.io/metadata.name";

    private NetworkPolicyObject() {}

    static NetworkPolicy of(ClusterSpec spec) {
        return new NetworkPolicyBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().networkPolicy()))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Labels.selector(spec))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(peers(spec), clients(spec), sidecar(spec))
                .endSpec()
                .build();
    }

    /** The Job as well: it checks that servers refuse foreign certificates. */
    private static NetworkPolicyIngressRule peers(ClusterSpec spec) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(pods(Labels.selector(spec)), pods(Labels.ofTheJob()))
                .withPorts(port("TCP", Ports.SERVER_RPC), port("TCP", Ports.SERF_LAN), port("UDP", Ports.SERF_LAN))
                .build();
    }

    private static NetworkPolicyIngressRule clients(ClusterSpec spec) {
        var ports = new ArrayList<>(List.of(port("TCP", spec.ports().https())));
        if (spec.ports().http() != Ports.OFF) {
            ports.add(port("TCP", spec.ports().http()));
        }
        if (spec.ports().dns() != Ports.OFF) {
            ports.add(port("TCP", spec.ports().dns()));
            ports.add(port("UDP", spec.ports().dns()));
        }
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(clientPeers(spec))
                .withPorts(ports)
                .build();
    }

    /** An empty list allows all. Otherwise the Job and the servers are always included. */
    private static List<NetworkPolicyPeer> clientPeers(ClusterSpec spec) {
        var namespaces = spec.networking().clientNamespaces();
        if (namespaces.isEmpty()) {
            return List.of();
        }
        var peers = new ArrayList<>(List.of(pods(Labels.selector(spec)), pods(Labels.ofTheJob())));
        namespaces.forEach(namespace -> peers.add(new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .withMatchLabels(Map.of(NAMESPACE, namespace))
                .endNamespaceSelector()
                .build()));
        return peers;
    }

    /** Open to all: the kubelet probes from its node, which no pod selector matches, and Prometheus may run anywhere. */
    private static NetworkPolicyIngressRule sidecar(ClusterSpec spec) {
        return new NetworkPolicyIngressRuleBuilder()
                .withPorts(port("TCP", spec.observing().port()))
                .build();
    }

    private static NetworkPolicyPeer pods(Map<String, String> labels) {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(labels)
                .endPodSelector()
                .build();
    }

    private static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(port))
                .build();
    }
}
