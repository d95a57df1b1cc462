package dev.lictor.e2e;

import java.util.List;
import java.util.stream.Stream;

/** Overloads every core of this machine, which is also the node. */
final class BusyMachine implements AutoCloseable {
    private static final int THREADS_A_CORE = 12;

    private final List<Thread> threads;
    private volatile boolean ended;

    private BusyMachine() {
        threads = Stream.generate(
                        () -> Thread.ofPlatform().daemon().name("busy").start(this::spin))
                .limit((long) THREADS_A_CORE * Runtime.getRuntime().availableProcessors())
                .toList();
    }

    static BusyMachine start() {
        return new BusyMachine();
    }

    private void spin() {
        while (!ended) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        ended = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
