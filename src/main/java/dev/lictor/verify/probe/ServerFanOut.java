package dev.lictor.verify.probe;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.BlockingConsulClient;
import dev.lictor.kubernetes.PodConnector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;

/** All servers of a cluster, of whom the same is asked at once: one that holds its answer back costs no more than the longest wait. */
public final class ServerFanOut {
    private final List<String> names;
    private final PodConnector reach;
    private final BlockingConsulClient consul;
    private final int https;

    public ServerFanOut(List<String> names, PodConnector reach, BlockingConsulClient consul, int https) {
        this.names = List.copyOf(names);
        this.reach = reach;
        this.consul = consul;
        this.https = https;
    }

    /** All but one; that one itself where there is no other. */
    List<String> others(String name) {
        return names.size() == 1
                ? names
                : names.stream().filter(other -> !other.equals(name)).toList();
    }

    /** By server, in their order. */
    public <T> Map<String, T> each(Function<String, T> look) throws InterruptedException {
        var running = new LinkedHashMap<String, Future<T>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            names.forEach(name -> running.put(name, threads.submit(() -> look.apply(name))));
            var seen = new LinkedHashMap<String, T>();
            for (var each : running.entrySet()) {
                seen.put(each.getKey(), each.getValue().get());
            }
            return seen;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    public <T> Map<String, ConsulResult<T>> ask(
            BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> question) throws InterruptedException {
        return each(name -> ask(name, question));
    }

    <T> ConsulResult<T> ask(
            String name, BiFunction<BlockingConsulClient, InetSocketAddress, ConsulResult<T>> question) {
        try {
            return question.apply(consul, reach.address(name, https));
        } catch (IOException e) {
            return BlockingConsulClient.unreachable(String.valueOf(e.getMessage()));
        }
    }
}
