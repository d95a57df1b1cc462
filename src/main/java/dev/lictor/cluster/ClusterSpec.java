package dev.lictor.cluster;

import dev.lictor.cluster.network.Addressing;
import dev.lictor.cluster.network.Networking;
import dev.lictor.cluster.network.Ports;
import dev.lictor.cluster.pods.Pods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The desired cluster. Valid by construction: the constructor throws {@link InvalidSpecException} with every problem.
 *
 * @param name the cluster's name: a label of its objects, and the beginning of their names
 * @param domain Consul's DNS domain, the end of {@code server.<datacenter>.<domain>} in the servers' certificates
 * @param clusterDomain Kubernetes' DNS domain
 * @param ui whether servers serve Consul's web UI
 */
public record ClusterSpec(
        String name,
        ObjectNames names,
        String datacenter,
        String domain,
        String clusterDomain,
        int servers,
        ConsulVersion version,
        Images images,
        Addressing addressing,
        VerifyIncoming verifyIncoming,
        Ports ports,
        Certificates certificates,
        Raft raft,
        boolean ui,
        Storage storage,
        SidecarOptions observing,
        Pods pods,
        Networking networking,
        Monitoring monitoring,
        ExtraConfiguration extras) {

    /** A name of an object has at most 60 characters (see {@link ObjectNames}), and {@code -client-tls} is the longest suffix. */
    private static final int LONGEST_NAME = 49;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern IMAGE = Pattern.compile("\\S+");

    public ClusterSpec {
        var problems = new ArrayList<String>();
        if (!LABEL.matcher(name).matches() || !Character.isLetter(name.charAt(0)) || name.length() > LONGEST_NAME) {
            problems.add(
                    "lictor.name is '%s'; it must start with a letter and hold at most %d of a-z, 0-9 and '-', such as consul"
                            .formatted(name, LONGEST_NAME));
        }
        label(problems, "lictor.namespace", names.namespace(), "consul");
        label(problems, "lictor.datacenter", datacenter, "dc1");
        domain(problems, "lictor.domain", domain, "consul");
        domain(problems, "lictor.cluster-domain", clusterDomain, "cluster.local");
        if (!Raft.isPossible(servers)) {
            problems.add(
                    "lictor.servers is %d; Raft needs an odd number, usually 3 or 5, at most 7".formatted(servers));
        }
        if (version.compareTo(ConsulVersion.OLDEST) < 0) {
            problems.add("lictor.consul-version is %s; Lictor supports %s and newer"
                    .formatted(version, ConsulVersion.OLDEST));
        }
        check(
                problems,
                "lictor.consul-image",
                images.consul(),
                matches(IMAGE),
                "an image such as hashicorp/consul:" + version);
        check(problems, "lictor.image", images.lictor(), matches(IMAGE), "an image such as lictor:1.0");
        check(
                problems,
                "lictor.image-pull-policy",
                images.pullPolicy(),
                List.of("Always", "IfNotPresent", "Never")::contains,
                "Always, IfNotPresent or Never");
        problems.addAll(portProblems(ports, observing.port(), extras.ports()));
        if (verifyIncoming == VerifyIncoming.ALL && ports.http() != Ports.OFF) {
            problems.add(
                    "lictor.verify-incoming is all and lictor.ports.http is %d, which accepts without a certificate what HTTPS accepts only with one; set lictor.ports.http to %d, or lictor.verify-incoming to rpc if that port is meant to be open"
                            .formatted(ports.http(), Ports.OFF));
        }
        observing
                .tokenSecret()
                .ifPresent(secret -> check(
                        problems,
                        "lictor.sidecar.token-secret",
                        secret,
                        matches(DOMAIN),
                        "the name of a Secret, such as consul-sidecar"));
        problems.addAll(certificates.problems());
        problems.addAll(raft.problems(servers));
        problems.addAll(storage.problems());
        problems.addAll(pods.placement().problems());
        problems.addAll(pods.consul().problems("lictor.resources.consul"));
        problems.addAll(pods.lictor().problems("lictor.resources.lictor"));
        problems.addAll(networking.problems());
        problems.addAll(monitoring.problems());
        problems.addAll(extras.problems());
        problems.addAll(names.problems(ObjectNames.of(name, names.namespace())));
        if (!problems.isEmpty()) {
            throw new InvalidSpecException(problems);
        }
    }

    /** The number of servers that Raft needs to elect a leader and to commit: a majority. */
    public int quorum() {
        return servers / 2 + 1;
    }

    /** The name that {@code verify_server_hostname} requires in every server's certificate. */
    public String serverHostname() {
        return "server." + datacenter + "." + domain;
    }

    /** The DNS name of a server for its peers and its own init container. Without the cluster domain, which pods add by their search list. */
    public String address(int ordinal) {
        var server = names.server(ordinal);
        return switch (addressing) {
            case SERVICE -> "%s.%s.svc".formatted(server, names.namespace());
            case POD -> "%s.%s.%s.svc".formatted(server, names.joinService(), names.namespace());
        };
    }

    private static List<String> portProblems(Ports ports, int sidecar, Map<String, Integer> extra) {
        var problems = new ArrayList<String>();
        if (ports.https() == Ports.OFF) {
            problems.add(
                    "lictor.ports.https is off, but the sidecar needs it to reach Consul; set a port such as 8501");
        }
        if (sidecar == Ports.OFF) {
            problems.add("lictor.sidecar.port is off, but Kubernetes probes it; set a port such as 8080");
        }
        var given = new LinkedHashMap<String, Integer>();
        given.put("lictor.ports.https", ports.https());
        given.put("lictor.ports.http", ports.http());
        given.put("lictor.ports.dns", ports.dns());
        given.put("lictor.sidecar.port", sidecar);
        extra.forEach((key, port) -> given.put(key + " of lictor.extra.consul", port));
        given.forEach((setting, port) -> port(problems, setting, port));
        var owners = new TreeMap<Integer, String>();
        owners.put(Ports.SERVER_RPC, "Consul's port for RPC");
        owners.put(Ports.SERF_LAN, "Consul's port for gossip");
        given.forEach((setting, port) -> {
            var owner = port == Ports.OFF ? null : owners.putIfAbsent(port, setting);
            if (owner != null) {
                problems.add(
                        "%s is %d, which is also %s; each port can be used only once".formatted(setting, port, owner));
            }
        });
        return problems;
    }

    private static void port(List<String> problems, String setting, int port) {
        if (port != Ports.OFF && (port < 1024 || port > 65535)) {
            problems.add(
                    "%s is %d; use 1024 to 65535, because servers run without the privilege for lower ports, or %d for off"
                            .formatted(setting, port, Ports.OFF));
        }
    }

    private static void label(List<String> problems, String setting, String value, String example) {
        check(
                problems,
                setting,
                value,
                matches(LABEL),
                "a DNS label: a-z, 0-9 and '-' inside, at most 63, such as " + example);
    }

    private static void domain(List<String> problems, String setting, String value, String example) {
        check(problems, setting, value, matches(DOMAIN), "a DNS name such as " + example);
    }

    private static void check(
            List<String> problems, String setting, String value, Predicate<String> valid, String wanted) {
        if (!valid.test(value)) {
            problems.add("%s is '%s'; it must be %s".formatted(setting, value, wanted));
        }
    }

    private static Predicate<String> matches(Pattern pattern) {
        return value -> pattern.matcher(value).matches();
    }
}
