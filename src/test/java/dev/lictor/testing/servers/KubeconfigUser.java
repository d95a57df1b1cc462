package dev.lictor.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A user at the command line with the rights of a kubeconfig, in a namespace of its own. */
public record KubeconfigUser(ApiServer api, String namespace, Map<String, String> environment) {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    public static KubeconfigUser administrator(ApiServer api) {
        var user = withoutNamespace(api);
        api.kubectl("create", "namespace", user.namespace());
        return user;
    }

    /** An administrator whose namespace does not exist yet. */
    public static KubeconfigUser withoutNamespace(ApiServer api) {
        return new KubeconfigUser(api, "operator-" + NAMESPACES.incrementAndGet(), environment(api.kubeconfig()));
    }

    private static Map<String, String> environment(Path kubeconfig) {
        return Map.of("KUBECONFIG", kubeconfig.toString());
    }

    /** The same user in a pod of this Kubernetes cluster, where the addresses of pods are reachable. */
    public KubeconfigUser inAPod() {
        var inside = new HashMap<>(environment);
        inside.put(
                "KUBERNETES_SERVICE_HOST",
                URI.create(api.administrator().getConfiguration().getMasterUrl())
                        .getHost());
        return new KubeconfigUser(api, namespace, inside);
    }

    /** A user in the same namespace who has only these verbs for these resources. */
    public KubeconfigUser withRights(String verbs, String resources) {
        api.kubectl("create", "serviceaccount", "operator", "--namespace=" + namespace);
        api.kubectl(
                "create", "role", "operator", "--verb=" + verbs, "--resource=" + resources, "--namespace=" + namespace);
        api.kubectl(
                "create",
                "rolebinding",
                "operator",
                "--role=operator",
                "--serviceaccount=%s:operator".formatted(namespace),
                "--namespace=" + namespace);
        return new KubeconfigUser(api, namespace, environment(api.kubeconfigOf(namespace, "operator")));
    }

    public FinishedProcess run(String command, String... args) {
        var all = new ArrayList<>(List.of(command, "--namespace=" + namespace));
        all.addAll(List.of(args));
        return LictorProcess.run(environment, all.toArray(String[]::new));
    }

    public FinishedProcess succeeds(String command, String... args) {
        var finished = run(command, args);
        assertThat(finished.exitCode()).as(finished.words()).isZero();
        return finished;
    }

    public String kubectl(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--namespace=" + namespace);
        return api.kubectl(all.toArray(String[]::new));
    }

    public Service service(String name) {
        return Optional.ofNullable(api.administrator()
                        .services()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .orElseThrow();
    }

    public StatefulSet statefulSet(String name) {
        return Optional.ofNullable(api.administrator()
                        .apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .orElseThrow();
    }

    /** Kind and name of each object of the kinds that uninstall removes, also of objects that are not Lictor's. */
    public List<String> objects() {
        return kubectl(
                        "get",
                        "statefulsets,services,configmaps,poddisruptionbudgets,serviceaccounts,networkpolicies,secrets,persistentvolumeclaims",
                        "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name}{'\\n'}{end}")
                .lines()
                .toList();
    }
}
