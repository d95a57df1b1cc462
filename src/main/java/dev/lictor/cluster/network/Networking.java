package dev.lictor.cluster.network;

import dev.lictor.cluster.pods.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Network access to the servers, and IP families.
 *
 * @param policy whether a NetworkPolicy restricts access to the servers
 * @param clientNamespaces namespaces whose pods the NetworkPolicy allows to reach Consul's API; all if empty
 * @param familyPolicy how many families Services have; Kubernetes' default if empty
 * @param families the IP families of Services; servers advertise an address of the first; Kubernetes' default if empty
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
                        "lictor.network.client-namespaces has '%s', which is not a valid name of a namespace"
                                .formatted(name)));
        if (!policy && !clientNamespaces.isEmpty()) {
            problems.add(
                    "lictor.network.client-namespaces is set, but lictor.network.policy is off, so no access would be restricted; set lictor.network.policy to true");
        }
        if (new HashSet<>(families).size() < families.size()) {
            problems.add("lictor.network.ip-families has a family twice; use IPv4, IPv6 or both");
        }
        var single = familyPolicy.orElse(IpFamilyPolicy.SINGLE_STACK) == IpFamilyPolicy.SINGLE_STACK;
        if (families.size() > 1 && single) {
            problems.add(
                    "lictor.network.ip-families has two, but lictor.network.ip-family-policy allows one; set the policy to prefer-dual-stack or require-dual-stack");
        }
        return problems;
    }
}
