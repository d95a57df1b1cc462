package dev.lictor.kubernetes;

import java.util.Locale;
import java.util.stream.Stream;

/** A kind of namespaced objects, with its names in the paths of the API. */
public enum ResourceKind {
    STATEFUL_SET("StatefulSet", "/apis/apps/v1", "statefulsets"),
    SERVICE("Service", "/api/v1", "services"),
    CONFIG_MAP("ConfigMap", "/api/v1", "configmaps"),
    DISRUPTION_BUDGET("PodDisruptionBudget", "/apis/policy/v1", "poddisruptionbudgets"),
    SERVICE_ACCOUNT("ServiceAccount", "/api/v1", "serviceaccounts"),
    NETWORK_POLICY("NetworkPolicy", "/apis/networking.k8s.io/v1", "networkpolicies"),
    /** Defined by Prometheus Operator, which not every Kubernetes cluster has. */
    POD_MONITOR("PodMonitor", "/apis/monitoring.coreos.com/v1", "podmonitors"),
    VOLUME_CLAIM("PersistentVolumeClaim", "/api/v1", "persistentvolumeclaims"),
    /**
     * Listed after the claims, so that uninstall deletes Secrets after claims: the volumes hold the gossip key, too, and a run that finds
     * claims without the Secret of the key is refused.
     */
    SECRET("Secret", "/api/v1", "secrets");

    private final String singular;
    private final String api;
    private final String plural;

    ResourceKind(String singular, String api, String plural) {
        this.singular = singular;
        this.api = api;
        this.plural = plural;
    }

    /** As in an object's field {@code kind}. */
    public String singular() {
        return singular;
    }

    /** As in a Role's {@code resources}. */
    public String plural() {
        return plural;
    }

    /** The plural of any kind's name, as in a Role's {@code resources}: also of a kind that is not in this list. */
    public static String plural(String singular) {
        return Stream.of(values())
                .filter(kind -> kind.singular.equals(singular))
                .map(ResourceKind::plural)
                .findFirst()
                .orElseGet(() -> singular.toLowerCase(Locale.ROOT) + "s");
    }

    /** The path of the API group's resource list, which tells whether the API server serves the kind. Every user may read it. */
    public String api() {
        return api;
    }

    public String path(String namespace) {
        return "%s/namespaces/%s/%s".formatted(api, namespace, plural);
    }
}
