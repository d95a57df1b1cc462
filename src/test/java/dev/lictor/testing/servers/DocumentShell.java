package dev.lictor.testing.servers;

import dev.lictor.testing.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Runs the shell commands of a page in their order and in one shell, in a folder that has what pages use of the repository, and with
 * programs of the test's choice before all others on the PATH.
 */
public final class DocumentShell {
    private static final Path TUTORIAL = Path.of("src/test/resources/tutorial");

    private static final String BEGIN = """
        set -eu
        trap 'jobs -p | xargs -r kill; wait' EXIT
        # port NAME ORDINAL: of the cluster on this machine, which takes others if those by default are taken.
        port() { sed -n 's/.*"'"$1"'" : \\([0-9]*\\).*/\\1/p' .lictor/local/cluster.json | sed -n "$(($2 + 1))p"; }
        with_ports() {
          if [ -e .lictor/local/cluster.json ]; then
            sed -e "s/127.0.0.1:8501/127.0.0.1:$(port https 0)/" -e "s/127.0.0.1:8508/127.0.0.1:$(port sidecar 0)/" "$1"
          else cat "$1"; fi
        }
        """;

    private final Path directory;
    private final Path kubeconfig;

    /** @param manifests the folder that pages call {@code k8s} */
    public DocumentShell(Path directory, Path manifests, Path kubeconfig) {
        this.directory = directory;
        this.kubeconfig = kubeconfig;
        try {
            Files.createDirectory(programs());
            copy(manifests, directory.resolve("k8s"));
            copy(TUTORIAL, directory.resolve(TUTORIAL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program("consul", "exec '%s' \"$@\"".formatted(RealConsul.NEWEST.path()));
    }

    /** Adds a shell script to the PATH. */
    public void program(String name, String script) {
        try {
            var file = Files.writeString(programs().resolve(name), "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a file of the copy. */
    public void edit(String file, UnaryOperator<String> change) {
        try {
            var path = directory.resolve(file);
            Files.writeString(path, change.apply(Files.readString(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the chosen blocks of a page.
     *
     * @param before commands that give the page what it assumes
     * @param adapted the text of a block as it is run
     */
    public FinishedProcess run(
            Document page,
            Predicate<Document.Block> chosen,
            String before,
            UnaryOperator<String> adapted,
            Duration timeout) {
        var script = new StringBuilder(BEGIN).append(before);
        try {
            for (var block : page.blocks()) {
                if (block.isShell() && chosen.test(block)) {
                    Files.writeString(
                            directory.resolve("line-%d.sh".formatted(block.line())), adapted.apply(block.text()));
                    script.append("echo '# line %d' >&2%n".formatted(block.line()))
                            .append(commands(block));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var shell = new ProcessBuilder("bash", "-c", script.toString()).directory(directory.toFile());
        shell.environment().put("KUBECONFIG", kubeconfig.toString());
        shell.environment().merge("PATH", programs().toString(), (known, ours) -> ours + ":" + known);
        return FinishedProcess.await(shell, timeout);
    }

    private static String commands(Document.Block block) {
        if (block.runsUntilStopped()) {
            // A cluster on this machine, which runs as soon as it has recorded its ports.
            return """
                bash -c "exec $(cat line-%d.sh)" >started.log 2>&1 &
                until [ -e .lictor/local/cluster.json ]; do kill -0 $! || { cat started.log; exit 1; }; sleep 0.1; done
                """.formatted(block.line());
        }
        // In a condition bash ignores -e, so what is repeated runs in a shell of its own.
        return block.isRepeated()
                ? "until bash -eu line-%d.sh; do sleep 1; done%n".formatted(block.line())
                : "with_ports line-%d.sh >now.sh%n. ./now.sh%n".formatted(block.line());
    }

    private Path programs() {
        return directory.resolve("bin");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
