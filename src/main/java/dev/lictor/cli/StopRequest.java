package dev.lictor.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, SIGTERM or SIGHUP as a request to a command that runs until it is asked to stop. The process then ends with exit code 0,
 * where the JVM of itself would say 130, 143 or 129.
 */
final class StopRequest implements AutoCloseable {
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop-request");

    private StopRequest() {}

    static StopRequest bySignal() {
        var request = new StopRequest();
        Runtime.getRuntime().addShutdownHook(request.hook);
        return request;
    }

    /** Reaches zero when it is requested. */
    CountDownLatch requested() {
        return requested;
    }

    /** The command has stopped. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook ends it
        }
    }

    /** A running command is not interrupted by a signal: this hook waits for it, and so the JVM does. */
    private void stop() {
        requested.countDown();
        boolean orderly = false;
        try {
            orderly = stopped.await(TO_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (orderly) {
            Runtime.getRuntime().halt(ExitCode.DONE.number());
        }
    }
}
