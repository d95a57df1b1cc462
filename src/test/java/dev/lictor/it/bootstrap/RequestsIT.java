package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiProxy;
import dev.lictor.testing.servers.ApiServer;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every request that a run sends to a real API server. A number here grows only with a reason: each request costs every run its time, and a
 * large cluster's API server its work.
 */
class RequestsIT {
    @AutoClose
    private static ApiServer api;

    @AutoClose
    private ApiProxy proxy;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @BeforeEach
    void startProxy() {
        proxy = new ApiProxy(api.kubeconfig());
    }

    @Test
    void aFirstRunInAnExistingNamespace() {
        byProxy(BootstrapJob.inNewNamespace(api)).succeeds();

        assertThat(requests()).isEqualToNormalizingNewlines("""
             1 GET configmaps
             2 GET namespaces
             1 GET nodes
             6 GET persistentvolumeclaims
             1 GET poddisruptionbudgets
             4 GET pods
             7 GET secrets
             1 GET serviceaccounts
             5 GET services
             2 GET statefulsets
             1 GET storageclasses
             1 GET version
             1 PATCH configmaps
             1 PATCH configmaps, dry run
             1 PATCH poddisruptionbudgets
             1 PATCH poddisruptionbudgets, dry run
             1 PATCH serviceaccounts
             1 PATCH serviceaccounts, dry run
             5 PATCH services
             5 PATCH services, dry run
             1 PATCH statefulsets
             1 PATCH statefulsets, dry run
             1 POST events
             3 POST secrets
             3 POST secrets, dry run
             1 POST selfsubjectrulesreviews
            58 in all
            """);
    }

    @Test
    void aFirstRunThatCreatesTheNamespace() {
        var namespace = "made-" + BootstrapJob.nextNumber();
        api.kubectl("create", "serviceaccount", "administrator-" + namespace);
        api.kubectl(
                "create",
                "clusterrolebinding",
                namespace,
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:administrator-" + namespace);

        byProxy(new BootstrapJob(api, namespace, api.kubeconfigOf("default", "administrator-" + namespace)))
                .succeeds();

        assertThat(requests()).isEqualToNormalizingNewlines("""
             1 GET configmaps
             2 GET namespaces
             1 GET nodes
             1 GET poddisruptionbudgets
             4 GET secrets
             1 GET serviceaccounts
             5 GET services
             1 GET statefulsets
             1 GET storageclasses
             1 GET version
             1 PATCH configmaps
             1 PATCH configmaps, dry run
             1 PATCH poddisruptionbudgets
             1 PATCH poddisruptionbudgets, dry run
             1 PATCH serviceaccounts
             1 PATCH serviceaccounts, dry run
             5 PATCH services
             5 PATCH services, dry run
             1 PATCH statefulsets
             1 PATCH statefulsets, dry run
             1 POST events
             1 POST namespaces
             1 POST namespaces, dry run
             3 POST secrets
             3 POST secrets, dry run
             1 POST selfsubjectaccessreviews
             1 POST selfsubjectrulesreviews
            47 in all
            """);
    }

    @Test
    void aSecondRunThatChangesNothing() {
        var job = BootstrapJob.inNewNamespace(api);
        job.succeeds();

        byProxy(job).succeeds();

        assertThat(requests()).isEqualToNormalizingNewlines("""
             1 GET configmaps
             2 GET namespaces
             1 GET poddisruptionbudgets
             3 GET pods
             3 GET secrets
             1 GET serviceaccounts
             5 GET services
             2 GET statefulsets
             1 GET version
             1 PATCH configmaps, dry run
             1 PATCH poddisruptionbudgets, dry run
             1 PATCH serviceaccounts, dry run
             5 PATCH services, dry run
             1 PATCH statefulsets, dry run
             1 POST selfsubjectrulesreviews
            29 in all
            """);
    }

    private BootstrapJob byProxy(BootstrapJob job) {
        return new BootstrapJob(api, job.namespace(), proxy.by(job.kubeconfig()));
    }

    /** A line for each kind with its number, and their sum. */
    private String requests() {
        var counts = proxy.requests().stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return Stream.concat(
                        counts.entrySet().stream().map(count -> "%2d %s".formatted(count.getValue(), count.getKey())),
                        Stream.of("%2d in all".formatted(proxy.requests().size())))
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }
}
