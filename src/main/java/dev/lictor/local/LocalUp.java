package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.SidecarEnvironment;
import dev.lictor.local.display.Display;
import dev.lictor.local.process.ProcessCommands;
import dev.lictor.local.process.ProcessRecord;
import dev.lictor.local.process.ProcessShutdown;
import dev.lictor.local.process.SelfCommand;
import dev.lictor.local.process.SupervisedProcess;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Starts a cluster in a folder, shows it until it is stopped, and then ends all of its processes. */
public final class LocalUp {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT_FOR_PORTS = Duration.ofSeconds(30);
    private static final String WAITING =
            "Another local cluster on this machine is choosing its ports; waiting for it ...";

    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;

    /**
     * @param sidecar what the environments of all sidecars have in common
     * @param keepDead whether processes that have ended are not restarted
     */
    public record Wanted(
            ClusterSpec spec,
            Path folder,
            ConsulProgram consul,
            SelfCommand self,
            SidecarEnvironment sidecar,
            boolean keepDead) {}

    public LocalUp(Vertx vertx, InstantSource clock, SecureRandom random) {
        this.vertx = vertx;
        this.clock = clock;
        this.random = random;
    }

    /** @throws CannotStartException if a cluster cannot start in the folder, or a process ends before all servers are ready */
    public void run(Wanted wanted, Display display, CountDownLatch stop) throws InterruptedException {
        wanted.consul().versionWarning().ifPresent(display::say);
        try (var folder = ClusterFolder.open(wanted.folder())) {
            var processes = folder.processes();
            endLeftovers(processes, display);
            try (var portLock =
                    PortLock.await(PortLock.FILE, LONGEST_WAIT_FOR_PORTS, () -> display.say(WAITING), stop)) {
                if (stop.getCount() > 0) {
                    run(folder, wanted, new Session(display, portLock, stop));
                }
            }
        }
    }

    /** @param portLock to take ports, which ends when all are taken */
    private record Session(Display display, PortLock portLock, CountDownLatch stop) {}

    private void run(ClusterFolder folder, Wanted wanted, Session session) throws InterruptedException {
        var display = session.display();
        var processes = folder.processes();
        var servers = prepare(folder, wanted, display);
        var running = new LocalServers(servers);
        try {
            running.start(
                    new ProcessCommands(wanted.consul(), wanted.self(), wanted.sidecar(), servers),
                    new SupervisedProcess.Supervision(!wanted.keepDead(), processes, System::nanoTime, Loopback::free));
            watch(running, new ClusterInfo(wanted.spec(), wanted.folder(), wanted.consul()), session);
            display.say("Stopping %d servers and their sidecars ...".formatted(servers.size()));
        } finally {
            var killed = running.stop(STOP_TIMEOUT);
            processes.clear();
            killed.forEach(process -> display.say("process %d did not end within %d s and was killed"
                    .formatted(process.pid(), STOP_TIMEOUT.toSeconds())));
            running.startedByHand()
                    .forEach(server -> display.say("%s was started by hand and runs on; end it where it was started"
                            .formatted(server.node())));
        }
    }

    private void watch(LocalServers running, ClusterInfo cluster, Session session) throws InterruptedException {
        var sidecars = new SidecarReader(vertx);
        boolean up = false;
        do {
            var views = running.observe(sidecars);
            if (session.stop().getCount() == 0) {
                return; // SIGTERM from Ctrl-C also reaches the servers, so their end is expected
            }
            up |= views.stream().allMatch(ServerView::ready);
            if (!up) {
                running.failure().ifPresent(failure -> {
                    throw new CannotStartException(failure);
                });
            }
            session.display().show(cluster, views);
            if (views.stream().allMatch(view -> view.listens() || view.ready())) {
                session.portLock().close();
            }
        } while (!session.stop().await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Writes keys and configuration, chooses ports, and records them. */
    private List<LocalServer> prepare(ClusterFolder folder, Wanted wanted, Display display) {
        var spec = wanted.spec();
        var path = folder.path().toAbsolutePath().normalize();
        var recorded = folder.record();
        recorded.flatMap(record -> record.mismatch(spec)).ifPresent(mismatch -> {
            throw new CannotStartException("%s: %s, or use another --dir".formatted(folder.path(), mismatch));
        });
        var before = recorded.map(ClusterRecord::ports).orElse(List.of());
        var ports = PortPlan.of(before, spec.servers(), Loopback::free);
        var servers = IntStream.range(0, spec.servers())
                .mapToObj(i -> LocalServer.of(i, spec.names().server(i), path, ports.get(i)))
                .toList();
        for (int i = 0; i < before.size(); i++) {
            var server = servers.get(i);
            server.ports()
                    .differences(before.get(i))
                    .forEach(moved -> display.say("PORT MOVED: of %s, %s".formatted(server.node(), moved)));
        }
        var keys = new LocalKeys(folder.path(), clock, random);
        var ca = keys.ca(spec);
        var gossip = keys.gossip(servers.stream().anyMatch(server -> Files.exists(server.data())));
        for (var server : servers) {
            PrivateFile.createDirectory(server.directory());
            keys.serverCertificate(ca, spec, server.tls());
            ConfigurationFiles.write(spec, server, servers, gossip);
        }
        if (spec.extras().hasConsulKeys()) {
            validate(wanted, servers.getFirst());
        }
        folder.record(new ClusterRecord(spec.version(), spec.datacenter(), ports));
        return servers;
    }

    /** Before any server starts. The configuration of all servers differs only in names, ports and folders. */
    private static void validate(Wanted wanted, LocalServer server) {
        wanted.consul()
                .objection(List.of(server.sharedConfiguration(), server.ownConfiguration()))
                .ifPresent(words -> {
                    throw new CannotStartException(
                            "Consul %s refuses lictor.extra.consul: %s\nno server was started; correct lictor.extra.consul and run again"
                                    .formatted(wanted.consul().version(), words));
                });
    }

    private static void endLeftovers(ProcessRecord processes, Display display) {
        var leftovers = processes.leftovers();
        if (!leftovers.isEmpty()) {
            display.say("Stopping %d processes that an earlier run left behind ...".formatted(leftovers.size()));
            ProcessShutdown.stop(leftovers, STOP_TIMEOUT);
        }
        processes.clear();
    }
}
