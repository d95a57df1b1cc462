package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A user at the command line with the rights of a kubeconfig, in a namespace of its own. */
record KubeconfigUser(ApiServer api, String namespace, Path kubeconfig) {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    static KubeconfigUser administrator(ApiServer api) {
        var namespace = "operator-" + NAMESPACES.incrementAndGet();
        api.kubectl("create", "namespace", namespace);
        return new KubeconfigUser(api, namespace, api.kubeconfig());
    }

    /** A user in the same namespace who has only these verbs for these resources. */
    KubeconfigUser withRights(String verbs, String resources) {
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
        return new KubeconfigUser(api, namespace, api.kubeconfigOf(namespace, "operator"));
    }

    FinishedProcess run(String command, String... args) {
        var all = new ArrayList<>(List.of(command, "--namespace=" + namespace));
        all.addAll(List.of(args));
        return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), all.toArray(String[]::new));
    }

    FinishedProcess succeeds(String command, String... args) {
        var finished = run(command, args);
        assertThat(finished.exitCode()).as(finished.words()).isZero();
        return finished;
    }

    String kubectl(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--namespace=" + namespace);
        return api.kubectl(all.toArray(String[]::new));
    }

    /** Kind and name of each object of the kinds that uninstall removes, also of objects that are not Lictor's. */
    List<String> objects() {
        return kubectl(
                        "get",
                        "statefulsets,services,configmaps,poddisruptionbudgets,serviceaccounts,networkpolicies,secrets,persistentvolumeclaims",
                        "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name}{'\\n'}{end}")
                .lines()
                .toList();
    }
}
