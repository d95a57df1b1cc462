package dev.lictor.cluster.pods;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resource requests and limits of a container, as Kubernetes quantities by resource.
 *
 * @param requests such as {@code cpu: 100m}
 * @param limits as the requests
 */
public record Resources(Map<String, String> requests, Map<String, String> limits) {
    private static final List<String> KNOWN = List.of("cpu", "memory", "ephemeral-storage");

    public Resources {
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }

    /** @param whose the common beginning of the two settings' names */
    public List<String> problems(String whose) {
        var problems = new ArrayList<String>();
        problems(problems, whose + "-requests", requests);
        problems(problems, whose + "-limits", limits);
        requests.forEach((resource, request) -> {
            var limit = limits.get(resource);
            if (limit != null && exceeds(request, limit)) {
                problems.add("%s-requests has %s=%s and %s-limits %s=%s; a request must not be above its limit"
                        .formatted(whose, resource, request, whose, resource, limit));
            }
        });
        return problems;
    }

    private static void problems(List<String> problems, String setting, Map<String, String> quantities) {
        quantities.forEach((resource, quantity) -> {
            if (!KNOWN.contains(resource)) {
                problems.add("%s has '%s'; it must be of %s".formatted(setting, resource, String.join(", ", KNOWN)));
            }
            if (Quantity.parse(quantity).filter(Quantity::isPositive).isEmpty()) {
                problems.add("%s has %s=%s; it must be a quantity such as cpu=100m or memory=128Mi"
                        .formatted(setting, resource, quantity));
            }
        });
    }

    private static boolean exceeds(String request, String limit) {
        var most = Quantity.parse(limit);
        return most.isPresent()
                && Quantity.parse(request)
                        .filter(amount -> amount.compareTo(most.get()) > 0)
                        .isPresent();
    }
}
