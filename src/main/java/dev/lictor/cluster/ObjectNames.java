package dev.lictor.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    List<String> problems() {
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
        Stream.of(
                        caSecret,
                        serverSecret,
                        gossipSecret,
                        clientSecret,
                        configMap,
                        clientService,
                        joinService,
                        statefulSet,
                        disruptionBudget,
                        serviceAccount,
                        networkPolicy,
                        podMonitor)
                .distinct()
                .filter(name -> !NAME.matcher(name).matches())
                .map(name ->
                        "'%s' is not a valid name of an object; use at most 60 of a-z, 0-9 and '-', and start with a letter"
                                .formatted(name))
                .forEach(problems::add);
        return problems;
    }
}
