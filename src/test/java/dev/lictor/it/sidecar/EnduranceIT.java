package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.lictor.config.SettingsSource;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.consul.http.TlsProbe;
import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.SidecarBeans;
import dev.lictor.sidecar.SidecarSpec;
import dev.lictor.sidecar.observe.MountedCertificates;
import dev.lictor.sidecar.observe.MountedVolume;
import dev.lictor.sidecar.observe.Observer;
import dev.lictor.sidecar.observe.SlowPoller;
import dev.lictor.testing.FaultyConsul;
import dev.lictor.testing.TestCertificates;
import dev.lictor.time.MonotonicClock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of polls within a minute: the sidecar's loop, as {@link SidecarBeans} creates it, with a server that fails in every way. The time and memory that it
 * took are written to target/endurance.txt.
 */
@Tag("once")
class EnduranceIT {
    private static final int POLLS = 100_000;
    private static final int QUARTER = POLLS / 4;
    private static final int PLAIN = 5;
    private static final int BY_TLS = 1;

    /** Of each of the two clients of a watch. */
    private static final int MOST_CONNECTIONS = 8;

    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    /**
     * Room for late answers, some of them 10 MB. A leak of 170 bytes for each poll would exceed it after half of the polls. Some 10 bytes for each poll are no leak:
     * the JDK keeps TLS sessions for a day, at most 20,480.
     */
    private static final long UNDER_WAY = 8L << 20;

    private static final int OTHERS_THREADS = 10;

    @TempDir
    Path directory;

    private final Vertx vertx = oneLoop();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Complaints complaints = new Complaints();

    /** The log of the HTTP client: it must log nothing by itself. */
    private static final class Complaints extends Handler {
        private final Logger logger = Logger.getLogger("io.vertx");
        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        Complaints() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord complaint) {
            told.add(complaint.getLevel() + " " + complaint.getMessage());
        }

        @Override
        public void flush() {
            // no buffering
        }

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    /** The memory of the process when no request is open. */
    private record Footprint(long heap, int threads, long files) {
        static Footprint now() {
            var memory = ManagementFactory.getMemoryMXBean();
            // The second collection may free what the first one found unreachable.
            memory.gc();
            memory.gc();
            return new Footprint(
                    memory.getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                            .getOpenFileDescriptorCount());
        }
    }

    @AfterEach
    void end() {
        complaints.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nothingLeaksInAHundredThousandPollsOfWhichManyFail() throws IOException {
        var certificates = new TestCertificates();
        certificates.write(directory, certificates.leaf("127.0.0.1"));
        var late = TIMEOUT.multipliedBy(2);
        try (var plain = new FaultyConsul(oneLoop(), Optional.empty(), late);
                var secure = new FaultyConsul(oneLoop(), Optional.of(directory), late)) {
            var monitors = Stream.concat(
                            IntStream.range(0, PLAIN).mapToObj(_ -> plain),
                            IntStream.range(0, BY_TLS).mapToObj(_ -> secure))
                    .map(this::monitor)
                    .toList();
            var begin = System.nanoTime();
            var footprints = new ArrayList<Footprint>();

            for (int polls = QUARTER; polls <= POLLS; polls += QUARTER) {
                drive(monitors, polls);
                footprints.add(Footprint.now());
            }

            var took = Duration.ofNanos(System.nanoTime() - begin);
            // The first quarter fills caches
            var before = footprints.get(1);
            var after = footprints.getLast();
            int connections = plain.connections() + secure.connections();
            var failures = failures(monitors);
            Files.createDirectories(Path.of("target"));
            Files.writeString(
                    Path.of("target/endurance.txt"),
                    "%d polls, %s, in %d s; after each quarter %s; %d connections; %d lines of log%n"
                            .formatted(POLLS, failures, took.toSeconds(), footprints, connections, lines.size()));

            // Each kind of fault has occurred, else this test shows nothing
            assertThat(failures.keySet())
                    .containsExactlyInAnyOrder(
                            "forbidden", "invalid_answer", "network", "status", "timeout", "too_large");
            assertThat(after.heap()).as("heap").isLessThan(before.heap() + UNDER_WAY);
            assertThat(after.threads()).as("threads").isLessThan(before.threads() + OTHERS_THREADS);
            int most = (PLAIN + BY_TLS) * 2 * MOST_CONNECTIONS;
            assertThat(connections).as("connections").isLessThanOrEqualTo(most);
            // This process has both ends of each connection
            assertThat(after.files()).as("files").isLessThan(before.files() + 2L * most);

            assertThat(complaints.told).isEmpty();

            // And the next polls succeed
            plain.recover();
            secure.recover();
            monitors.forEach(EnduranceIT::pollUntilReady);
        }
    }

    @Test
    void aLastingFailureIsLoggedOnce() {
        try (var consul = new FaultyConsul(oneLoop(), Optional.empty(), TIMEOUT)) {
            consul.recover();
            var monitor = monitor(consul);
            pollUntilReady(monitor);
            consul.end();
            lines.clear();

            drive(List.of(monitor), 1_000);

            assertThat(monitor.state().readiness().ready()).isFalse();
            assertThat(lines)
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("no leader is known any more"),
                            line -> assertThat(line)
                                    .startsWith("not ready: status/leader: Connection ")
                                    .doesNotContain("agent/self"));
        }
    }

    private Monitor monitor(FaultyConsul consul) {
        var endpoint = new ConsulEndpoint(consul.url(), directory, Optional.empty(), TIMEOUT);
        var clock = new MonotonicClock();
        return new Monitor(
                new Observer(
                        new ConsulHttpApi(vertx, endpoint),
                        new MountedCertificates(directory),
                        Duration.ofSeconds(3),
                        TIMEOUT,
                        clock,
                        SidecarBeans.timer(vertx)),
                new SlowPoller(
                        new ConsulHttpApi(vertx, endpoint),
                        new TlsProbe(vertx, endpoint),
                        new MountedVolume(Optional.of(directory), TIMEOUT, vertx),
                        clock),
                Optional::empty,
                SidecarSpec.of(SettingsSource.environmentOnly(Map.of()).read()),
                clock,
                lines::add);
    }

    /** The first poll loads classes and can take longer than the time limit of a request. */
    private static void pollUntilReady(Monitor monitor) {
        await().atMost(DEADLINE).until(() -> {
            monitor.poll().toCompletableFuture().join();
            return monitor.state().readiness().ready();
        });
    }

    /** Each watch at its own pace, one poll after the other, until all of them have polled so often. */
    private void drive(List<Monitor> monitors, int polls) {
        monitors.stream()
                .map(monitor -> {
                    var done = new CompletableFuture<Void>();
                    vertx.runOnContext(_ -> step(monitor, polls / monitors.size(), done));
                    return done.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                })
                .toList()
                .forEach(CompletableFuture::join);
    }

    private void step(Monitor monitor, int polls, CompletableFuture<Void> done) {
        long polled = monitor.state().pollCounters().polls();
        if (polled >= polls) {
            done.complete(null);
            return;
        }
        var asked = new ArrayList<CompletionStage<Void>>();
        if (polled % 10 == 0) {
            asked.add(monitor.checkLeader());
        }
        if (polled % 100 == 0) {
            asked.add(monitor.pollSlowly());
        }
        asked.add(monitor.poll());
        var _ = CompletableFuture.allOf(
                        asked.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new))
                .whenComplete((_, thrown) -> {
                    if (thrown != null) {
                        done.completeExceptionally(thrown);
                    } else {
                        vertx.runOnContext(_ -> step(monitor, polls, done));
                    }
                });
    }

    /** Number of polls that met each fault. */
    private static Map<String, Long> failures(List<Monitor> monitors) {
        var sum = new TreeMap<String, Long>();
        monitors.forEach(monitor -> monitor.state().pollCounters().failures().forEach((cause, polls) -> {
            if (polls > 0) {
                sum.merge(cause.label(), polls, Long::sum);
            }
        }));
        return sum;
    }

    private static Vertx oneLoop() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setWorkerPoolSize(1));
    }
}
