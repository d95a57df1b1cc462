package dev.lictor.kubernetes;

import java.util.Locale;
import java.util.stream.Stream;

/** A kind of objects in a namespace, by the names that the API's paths have for it. */
public enum ResourceKind {
    STATEFUL_SET("StatefulSet", "/apis/apps/v1", "statefulsets"),
    SERVICE("Service", "/api/v1", "services"),
    CONFIG_MAP("ConfigMap", "/api/v1", "configmaps"),
    DISRUPTION_BUDGET("PodDisruptionBudget", "/apis/policy/v1", "poddisruptionbudgets"),
    SERVICE_ACCOUNT("ServiceAccount", "/api/v1", "serviceaccounts"),
    NETWORK_POLICY("NetworkPolicy", "/apis/networking.k8s.io/v1", "networkpolicies"),
    /** Of Prometheus Operator, which is not in each cluster. */
    POD_MONITOR("PodMonitor", "/apis/monitoring.coreos.com/v1", "podmonitors"),
    VOLUME_CLAIM("PersistentVolumeClaim", "/api/v1", "persistentvolumeclaims"),
    /** After the claims, on whose volumes the gossip key is, too: what finds those without it cannot go on. */
    SECRET("Secret", "/api/v1", "secrets");

    private final String singular;
    private final String api;
    private final String plural;

    ResourceKind(String singular, String api, String plural) {
        this.singular = singular;
        this.api = api;
        this.plural = plural;
    }

    /** As an object's field {@code kind} has it. */
    public String singular() {
        return singular;
    }

    /** As a Role's {@code resources} have it. */
    public String plural() {
        return plural;
    }

    /** As a Role's {@code resources} have the kind of this name, whether it is one of these or not. */
    public static String plural(String singular) {
        return Stream.of(values())
                .filter(kind -> kind.singular.equals(singular))
                .map(ResourceKind::plural)
                .findFirst()
                .orElseGet(() -> singular.toLowerCase(Locale.ROOT) + "s");
    }

    /** Where the API server tells that it knows the kind at all; everybody may ask there. */
    public String api() {
        return api;
    }

    public String path(String namespace) {
        return "%s/namespaces/%s/%s".formatted(api, namespace, plural);
    }
}
