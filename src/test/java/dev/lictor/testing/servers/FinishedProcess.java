package dev.lictor.testing.servers;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that has ended. */
public record FinishedProcess(int exitCode, String out, String err, Duration time) {

    /** Starts a process and waits for its end. If it does not end in time, it is killed and the test fails. */
    public static FinishedProcess await(ProcessBuilder builder, Duration timeout) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("lictor-test", ".out");
            err = Files.createTempFile("lictor-test", ".err");
            var begin = System.nanoTime();
            var process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return fail(
                        "%s did not end within %s%n%s%s",
                        builder.command(), timeout, Files.readString(out), Files.readString(err));
            }
            return new FinishedProcess(
                    process.exitValue(),
                    Files.readString(out),
                    Files.readString(err),
                    Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    public List<String> lines() {
        return out.lines().toList();
    }

    /** Standard error without the line that names the Kubernetes API, which is no complaint. */
    public List<String> complaints() {
        return err.lines()
                .filter(line -> !line.startsWith("lictor: Kubernetes API "))
                .toList();
    }

    /** Standard output and standard error. */
    public String words() {
        return out + err;
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
