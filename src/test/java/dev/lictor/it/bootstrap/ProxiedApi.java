package dev.lictor.it.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.testing.servers.ApiProxy;
import dev.lictor.testing.servers.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real API server behind a proxy that records requests and can stop a run, and what undisturbed runs do there. */
final class ProxiedApi implements AutoCloseable {
    static final String RENEWING = "--set=lictor.datacenter=dc2";
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final ApiServer api;
    private final ApiProxy proxy;
    private final Path kubeconfig;
    private @Nullable Undisturbed firstRun;
    private @Nullable Undisturbed renewal;

    /** The writes of an undisturbed run, and the objects after it. */
    record Undisturbed(List<ApiProxy.Write> writes, Map<String, JsonNode> objects) {}

    private ProxiedApi(ApiServer api) {
        this.api = api;
        this.proxy = new ApiProxy(api.kubeconfig());
        // The proxy needs authentication by token. The operator has all rights, so that it also creates the namespace.
        api.kubectl("create", "serviceaccount", "operator");
        api.kubectl(
                "create",
                "clusterrolebinding",
                "operator",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:operator");
        this.kubeconfig = proxy.by(api.kubeconfigOf("default", "operator"));
    }

    static ProxiedApi start() {
        return new ProxiedApi(ApiServer.start());
    }

    /** A cluster in a namespace of its own, which the first run creates. */
    ProxiedCluster cluster() {
        return new ProxiedCluster(api, proxy, kubeconfig, "converges-%03d".formatted(NAMESPACES.incrementAndGet()));
    }

    ApiProxy proxy() {
        return proxy;
    }

    /** Runs when the first test asks. */
    Undisturbed firstRun() {
        if (firstRun == null) {
            var cluster = cluster();
            cluster.succeeds();
            firstRun = new Undisturbed(cluster.writes(), cluster.objects());
        }
        return firstRun;
    }

    /** A second run with a changed setting, which needs another certificate. */
    Undisturbed renewal() {
        if (renewal == null) {
            var cluster = cluster();
            cluster.succeeds();
            var first = cluster.writes().size();
            cluster.succeeds(RENEWING);
            var all = cluster.writes();
            renewal = new Undisturbed(all.subList(first, all.size()), cluster.objects());
        }
        return renewal;
    }

    @Override
    public void close() {
        proxy.close();
        api.close();
    }
}
