package dev.lictor.verify.probe;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.BlockingConsulClient;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Sends the same request to all servers at once, so that slow servers cost no more than the slowest of them. */
public final class ServerFanOut {
    private final List<String> names;
    private final ServerConnection connection;
    private final int https;

    /** @param https the port of Consul's HTTPS API on each server */
    public ServerFanOut(List<String> names, ServerConnection connection, int https) {
        this.names = List.copyOf(names);
        this.connection = connection;
        this.https = https;
    }

    /** All other servers; the server itself if there is only one. */
    List<String> others(String name) {
        return names.size() == 1
                ? names
                : names.stream().filter(other -> !other.equals(name)).toList();
    }

    /** Runs a task for each server in parallel. Returns the results by server name, in the order of the servers. */
    public <T> Map<String, T> each(Function<String, T> task) throws InterruptedException {
        var running = new LinkedHashMap<String, Future<T>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            names.forEach(name -> running.put(name, threads.submit(() -> task.apply(name))));
            var results = new LinkedHashMap<String, T>();
            for (var each : running.entrySet()) {
                results.put(each.getKey(), each.getValue().get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    public <T> Map<String, ConsulResult<T>> ask(
            BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) throws InterruptedException {
        return each(name -> ask(name, request));
    }

    <T> ConsulResult<T> ask(String name, BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> request) {
        return connection.ask(name, https, request);
    }
}
