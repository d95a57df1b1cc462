package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;

/** Builds the EndpointSlice that adds a pod to a Service that does not select it. The pod owns the slice, so Kubernetes deletes both. */
final class PodEndpoints {
    private PodEndpoints() {}

    static String path(Service service) {
        return "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices"
                .formatted(service.getMetadata().getNamespace());
    }

    static JsonNode slice(Service service, Pod pod) {
        var nodes = JsonNodeFactory.instance;
        var server = pod.getMetadata();
        var address = pod.getStatus().getPodIP();
        var slice = nodes.objectNode().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        var metadata = slice.putObject("metadata")
                .put("name", "%s-%s".formatted(service.getMetadata().getName(), server.getUid()));
        metadata.putObject("labels")
                .put("kubernetes.io/service-name", service.getMetadata().getName())
                .put("endpointslice.kubernetes.io/managed-by", "lictor.dev");
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", server.getName())
                .put("uid", server.getUid());
        slice.put("addressType", address.contains(":") ? "IPv6" : "IPv4");
        var endpoint = slice.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(address);
        endpoint.put("hostname", server.getName());
        endpoint.putObject("conditions").put("ready", true);
        var ports = slice.putArray("ports");
        service.getSpec()
                .getPorts()
                .forEach(port -> ports.addObject()
                        .put("name", port.getName())
                        .put("port", port.getPort())
                        .put("protocol", port.getProtocol()));
        return slice;
    }
}
