package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Polls all servers for the leader and the voters, and counts the times at which too few servers answered. */
final class QuorumWatch implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ConsulCluster cluster;
    private final Stopwatch stopwatch = new Stopwatch();
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ended;

    /**
     * What all servers said at one time.
     *
     * @param naming those that named a leader
     * @param quorum whether a majority of the voters of a configuration that one of them has answered
     */
    record Sample(double seconds, List<String> naming, boolean quorum) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%7.1f s  a leader is named by %s%s",
                    seconds,
                    naming,
                    quorum ? "" : ", no quorum answers");
        }
    }

    private QuorumWatch(ConsulCluster cluster) {
        this.cluster = cluster;
        this.thread = Thread.ofPlatform().name("quorum").start(this::watch);
    }

    static QuorumWatch start(ConsulCluster cluster) {
        return new QuorumWatch(cluster);
    }

    List<Sample> stop() {
        close();
        return List.copyOf(samples);
    }

    /** Ends it. @return when too few answered, also the next time they were asked: one answer may be late on a busy machine */
    List<Sample> lost() {
        var all = stop();
        assertThat(all).hasSizeGreaterThan(1);
        return IntStream.range(1, all.size())
                .filter(next -> !all.get(next - 1).quorum() && !all.get(next).quorum())
                .mapToObj(all::get)
                .toList();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        while (!ended) {
            samples.add(sample());
            LockSupport.parkNanos(200_000_000);
        }
    }

    private Sample sample() {
        var seconds = stopwatch.elapsed().toMillis() / 1000.0;
        var answers = cluster.pods().parallelStream()
                .map(pod -> new Server(pod, cluster.consul(pod, "/v1/status/leader", TIMEOUT)))
                .filter(server -> server.leader().ok())
                .toList();
        var answering = answers.stream().map(Server::pod).toList();
        return new Sample(
                seconds,
                answers.stream()
                        .filter(server -> server.leader().body().contains(":8300"))
                        .map(Server::pod)
                        .toList(),
                answering.stream().anyMatch(pod -> hasQuorum(cluster.members(pod, TIMEOUT), answering)));
    }

    private static boolean hasQuorum(List<RaftMember> configuration, List<String> answering) {
        var voters = configuration.stream()
                .filter(RaftMember::voter)
                .map(RaftMember::node)
                .toList();
        return 2 * voters.stream().filter(answering::contains).count() > voters.size();
    }

    private record Server(String pod, ProbeReply leader) {}
}
