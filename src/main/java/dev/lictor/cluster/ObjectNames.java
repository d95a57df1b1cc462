package dev.lictor.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The names of a cluster's objects, all in one namespace. Kinds of key material that have the same Secret name share that Secret.
 */
public record ObjectNames(
        String namespace,
        String caSecret,
        String serverSecret,
        String gossipSecret,
        String clientSecret,
        String configMap,
        String clientService,
        String joinService,
        String statefulSet,
        String disruptionBudget,
        String serviceAccount,
        String networkPolicy,
        String podMonitor) {

    /** A valid name of a Service, the kind with the strictest rule (RFC 1035 label), with room for an ordinal. */
    private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,58}[a-z0-9])?");

    public static ObjectNames of(String name, String namespace) {
        return new ObjectNames(
                namespace,
                name + "-ca",
                name + "-tls",
                name + "-gossip",
                name + "-client-tls",
                name + "-config",
                name,
                name + "-join",
                name,
                name,
                name,
                name,
                name);
    }

    /** A server's name as a pod, as a Consul node and, with {@code lictor.addressing=service}, as a Service. */
    public String server(int ordinal) {
        return statefulSet + "-" + ordinal;
    }

    public List<String> servers(int count) {
        return IntStream.range(0, count).mapToObj(this::server).toList();
    }

    /** @param usual the names that follow from the cluster's name, which is validated itself */
    List<String> problems(ObjectNames usual) {
        var problems = new ArrayList<String>();
        var secrets = List.of(caSecret, serverSecret, gossipSecret, clientSecret);
        if (Collections.frequency(secrets, caSecret) > 1) {
            problems.add(
                    "lictor.names.ca-secret is '%s', as is another Secret; servers must not be able to read the CA's key"
                            .formatted(caSecret));
        }
        if (Collections.frequency(secrets, clientSecret) > 1) {
            problems.add(
                    "lictor.names.client-tls-secret is '%s', as is another Secret; clients must not be able to read the servers' keys"
                            .formatted(clientSecret));
        }
        var expected = usual.bySetting();
        bySetting().forEach((setting, name) -> {
            if (!name.equals(expected.get(setting)) && !NAME.matcher(name).matches()) {
                problems.add(
                        "%s is '%s', which is not a valid name of an object; use at most 60 of a-z, 0-9 and '-', and start with a letter"
                                .formatted(setting, name));
            }
        });
        return problems;
    }

    private Map<String, String> bySetting() {
        var names = new LinkedHashMap<String, String>();
        names.put("lictor.names.ca-secret", caSecret);
        names.put("lictor.names.tls-secret", serverSecret);
        names.put("lictor.names.gossip-secret", gossipSecret);
        names.put("lictor.names.client-tls-secret", clientSecret);
        names.put("lictor.names.config-map", configMap);
        names.put("lictor.names.client-service", clientService);
        names.put("lictor.names.join-service", joinService);
        names.put("lictor.names.stateful-set", statefulSet);
        names.put("lictor.names.disruption-budget", disruptionBudget);
        names.put("lictor.names.service-account", serviceAccount);
        names.put("lictor.names.network-policy", networkPolicy);
        names.put("lictor.names.pod-monitor", podMonitor);
        return names;
    }
}
