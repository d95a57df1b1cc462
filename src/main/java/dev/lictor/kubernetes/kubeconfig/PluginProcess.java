package dev.lictor.kubernetes.kubeconfig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running credential plugin and its child processes. All of them end with this object or with this program. */
final class PluginProcess implements AutoCloseable {
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int CHUNK = 8192;

    /** A process that a plugin leaves running, such as a password agent, can keep the plugin's standard output open without end. */
    private static final Duration READ_AFTER_END = Duration.ofSeconds(5);

    private static final Duration TERMINATION = Duration.ofSeconds(1);

    private final Process process;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final Thread reader = new Thread(this::read, "exec-plugin");
    private final Thread hook = new Thread(this::end);
    private volatile boolean isTooLong;

    private PluginProcess(Process process) {
        this.process = process;
    }

    static PluginProcess start(ProcessBuilder builder) throws IOException {
        var plugin = new PluginProcess(builder.start());
        plugin.reader.setDaemon(true);
        plugin.reader.start();
        try {
            Runtime.getRuntime().addShutdownHook(plugin.hook);
        } catch (IllegalStateException e) {
            plugin.end(); // this program is already ending
        }
        return plugin;
    }

    private void read() {
        var chunk = new byte[CHUNK];
        try (var output = process.getInputStream()) {
            for (int length = output.read(chunk); length >= 0 && !isTooLong; length = output.read(chunk)) {
                answer.write(chunk, 0, length);
                isTooLong = answer.size() > LONGEST_ANSWER;
            }
        } catch (IOException e) {
            // The process was ended.
        }
        if (isTooLong) {
            end();
        }
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    int status() {
        return process.exitValue();
    }

    /** The standard output of the ended plugin; empty if it is longer than {@link #LONGEST_ANSWER} bytes, which no credential is. */
    Optional<byte[]> answer() throws InterruptedException {
        reader.join(READ_AFTER_END);
        return isTooLong ? Optional.empty() : Optional.of(answer.toByteArray());
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is already running.
        }
        if (process.isAlive()) {
            end();
        }
    }

    private void end() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(TERMINATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill(all);
    }

    private static void kill(List<ProcessHandle> processes) {
        processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
