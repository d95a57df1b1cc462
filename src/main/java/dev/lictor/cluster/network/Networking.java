package dev.lictor.cluster.network;

import dev.lictor.cluster.pods.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who may reach the servers, and by which kinds of addresses.
 *
 * @param policy whether a NetworkPolicy says who may
 * @param clientNamespaces whose pods may then reach Consul's API; all where empty
 * @param familyPolicy of Services; Kubernetes' default where empty
 * @param families of Services, the first of which servers advertise; Kubernetes' default where empty
 */
public record Networking(
        boolean policy, List<String> clientNamespaces, Optional<IpFamilyPolicy> familyPolicy, List<IpFamily> families) {

    public Networking {
        clientNamespaces = clientNamespaces.stream().distinct().sorted().toList();
        families = List.copyOf(families);
    }

    public List<String> problems() {
        var problems = new ArrayList<String>();
        clientNamespaces.stream()
                .filter(name -> !Label.isSubdomain(name) || name.contains("."))
                .forEach(name -> problems.add(
                        "lictor.network.client-namespaces has '%s', which is no name of a namespace".formatted(name)));
        if (!policy && !clientNamespaces.isEmpty()) {
            problems.add(
                    "lictor.network.client-namespaces is given and lictor.network.policy is off, so that nobody would be kept out; set lictor.network.policy to true");
        }
        if (new HashSet<>(families).size() < families.size()) {
            problems.add("lictor.network.ip-families names one twice; use IPv4, IPv6 or both");
        }
        var single = familyPolicy.orElse(IpFamilyPolicy.SINGLE_STACK) == IpFamilyPolicy.SINGLE_STACK;
        if (families.size() > 1 && single) {
            problems.add(
                    "lictor.network.ip-families names two and lictor.network.ip-family-policy allows one; set it to prefer-dual-stack or require-dual-stack");
        }
        return problems;
    }
}
