package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.network.IpFamily;
import dev.lictor.cluster.network.IpFamilyPolicy;
import dev.lictor.cluster.network.Ports;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Services by which clients find ready servers, and servers find each other, ready or not. */
public final class ServiceObjects {
    private ServiceObjects() {}

    /** Only the name and the namespace, for requests. */
    public static Service named(ClusterSpec spec, String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(spec.names().namespace())
                .endMetadata()
                .build();
    }

    static Stream<Service> of(ClusterSpec spec) {
        var common = Stream.of(clients(spec), join(spec));
        return switch (spec.addressing()) {
            case SERVICE ->
                Stream.concat(
                        common, spec.names().servers(spec.servers()).stream().map(name -> server(spec, name)));
            case POD -> common;
        };
    }

    private static Service clients(ClusterSpec spec) {
        var ports = new ArrayList<>(List.of(port("https", spec.ports().https(), "TCP")));
        if (spec.ports().http() != Ports.OFF) {
            ports.add(port("http", spec.ports().http(), "TCP"));
        }
        if (spec.ports().dns() != Ports.OFF) {
            ports.add(port("dns-tcp", spec.ports().dns(), "TCP"));
            ports.add(port("dns-udp", spec.ports().dns(), "UDP"));
        }
        return new ServiceBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().clientService()))
                .withNewSpecLike(families(spec))
                .withSelector(Labels.selector(spec))
                .withPorts(ports)
                .endSpec()
                .build();
    }

    /** Headless, so that each pod has a DNS name. Includes unready pods: a server becomes ready only after its peers have found it. */
    private static Service join(ClusterSpec spec) {
        return new ServiceBuilder()
                .withMetadata(Labels.metadata(spec, spec.names().joinService()))
                .withNewSpecLike(families(spec))
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Labels.selector(spec))
                .withPorts(peerPorts())
                .endSpec()
                .build();
    }

    /** One server's stable address. */
    private static Service server(ClusterSpec spec, String name) {
        return new ServiceBuilder()
                .withMetadata(Labels.metadata(spec, name))
                .withNewSpecLike(families(spec))
                .withPublishNotReadyAddresses(true)
                .withSelector(Labels.selector(spec))
                .addToSelector("statefulset.kubernetes.io/pod-name", name)
                .withPorts(peerPorts())
                .endSpec()
                .build();
    }

    private static ServiceSpec families(ClusterSpec spec) {
        var networking = spec.networking();
        return new ServiceSpecBuilder()
                .withIpFamilyPolicy(
                        networking.familyPolicy().map(IpFamilyPolicy::toString).orElse(null))
                .withIpFamilies(
                        networking.families().stream().map(IpFamily::toString).toList())
                .build();
    }

    private static List<ServicePort> peerPorts() {
        return List.of(
                port("server", Ports.SERVER_RPC, "TCP"),
                port("serf-tcp", Ports.SERF_LAN, "TCP"),
                port("serf-udp", Ports.SERF_LAN, "UDP"));
    }

    private static ServicePort port(String name, int port, String protocol) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withNewTargetPort(name)
                .withProtocol(protocol)
                .build();
    }
}
