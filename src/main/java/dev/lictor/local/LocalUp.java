package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Starts a cluster in a folder, shows it until it is asked to stop, and leaves no process behind. */
public final class LocalUp {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final Duration TO_STOP = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;

    /** @param sidecarSettings by their names in the environment, such as {@code LICTOR_SIDECAR_MAX_AGE} */
    public record Wanted(
            ClusterSpec spec,
            Path folder,
            ConsulProgram consul,
            ThisProgram self,
            Map<String, String> sidecarSettings) {}

    public LocalUp(Vertx vertx, InstantSource clock, SecureRandom random) {
        this.vertx = vertx;
        this.clock = clock;
        this.random = random;
    }

    /** @throws CannotStartException if a cluster cannot be started there, or one of its processes ends before all were ready */
    public void run(Wanted wanted, Display display, CountDownLatch stop) throws InterruptedException {
        try (var folder = ClusterFolder.open(wanted.folder())) {
            var processes = folder.processes();
            endLeftovers(processes, display);
            var servers = prepare(folder, wanted);
            var running = new LocalServers(servers);
            try {
                running.start(
                        new Commands(wanted.consul(), wanted.self(), wanted.sidecarSettings(), servers), processes);
                watch(running, new Facts(wanted.spec(), wanted.folder(), wanted.consul()), display, stop);
                display.say("Stopping %d servers and their sidecars ...".formatted(servers.size()));
            } finally {
                var killed = running.stop(TO_STOP);
                processes.clear();
                killed.forEach(process -> display.say("process %d did not end within %d s and was killed"
                        .formatted(process.pid(), TO_STOP.toSeconds())));
            }
        }
    }

    private void watch(LocalServers running, Facts facts, Display display, CountDownLatch stop)
            throws InterruptedException {
        var sidecars = new Sidecars(vertx);
        boolean up = false;
        do {
            var views = running.view(sidecars);
            if (stop.getCount() == 0) {
                return; // servers that end now were told to
            }
            display.show(facts, views);
            up |= views.stream().allMatch(ServerView::ready);
            if (!up) {
                running.failure().ifPresent(failure -> {
                    throw new CannotStartException(failure);
                });
            }
        } while (!stop.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Everything that the servers need to be started. */
    private List<LocalServer> prepare(ClusterFolder folder, Wanted wanted) {
        var spec = wanted.spec();
        var path = folder.path().toAbsolutePath().normalize();
        var recorded = folder.record();
        recorded.flatMap(record -> record.objection(spec)).ifPresent(objection -> {
            throw new CannotStartException("%s: %s, or use another --dir".formatted(folder.path(), objection));
        });
        var ports = PortPlan.of(recorded.map(ClusterRecord::ports).orElse(List.of()), spec.servers(), Loopback::free);
        var servers = IntStream.range(0, spec.servers())
                .mapToObj(i -> LocalServer.of(i, spec.names().server(i), path, ports.get(i)))
                .toList();
        var keys = new Keys(folder.path(), clock, random);
        var authority = keys.authority(spec);
        var gossip = keys.gossip(servers.stream().anyMatch(server -> Files.exists(server.data())));
        for (var server : servers) {
            PrivateFile.createDirectory(server.directory());
            keys.serverCertificate(authority, spec, server.tls());
            ConfigurationFiles.write(spec, server, servers, gossip);
        }
        folder.record(new ClusterRecord(spec.version(), spec.datacenter(), ports));
        return servers;
    }

    private static void endLeftovers(ProcessRecord processes, Display display) {
        var leftovers = processes.leftovers();
        if (!leftovers.isEmpty()) {
            display.say("Stopping %d processes that an earlier run left behind ...".formatted(leftovers.size()));
            Ending.of(leftovers, TO_STOP);
        }
        processes.clear();
    }
}
