package dev.lictor.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of servers, by number. They end with this object and with the JVM. */
final class ServerProcesses implements AutoCloseable {
    private final Map<Integer, Process> processes = new HashMap<>();
    private final Thread hook = new Thread(this::killAll);

    ServerProcesses() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a process that appends its output to a file. */
    void start(int server, List<String> command, Path log) {
        try {
            processes.put(
                    server,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGKILL, and waits for the end. */
    void kill(int server) {
        var process = processes.remove(server);
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Sends SIGTERM, and waits for the end. */
    void terminate(int server) {
        var process = processes.remove(server);
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }

    /** Sends a signal such as {@code STOP}. */
    void signal(String signal, int server) {
        var process = processes.get(server);
        if (process != null) {
            TestServers.run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
    }

    void killAll() {
        List.copyOf(processes.keySet()).forEach(this::kill);
    }

    @Override
    public void close() {
        killAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
