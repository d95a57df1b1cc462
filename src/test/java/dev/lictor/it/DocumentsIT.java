package dev.lictor.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.Document;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell commands of each page that has some, in their order and in one shell, with the real program, on a real Kubernetes API
 * and on loopback. No node runs pods here, so {@code bootstrap} does not wait for them; what needs them is marked in the page.
 */
@Tag("native")
class DocumentsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Before the commands of a page, which begins without what the pages before it have made. */
    private static final String BEFORE = """
            set -eu
            trap 'jobs -p | xargs -r kill; wait' EXIT
            # port NAME ORDINAL: of the cluster on this machine, which takes others if those by default are taken.
            port() { sed -n 's/.*"'"$1"'" : \\([0-9]*\\).*/\\1/p' .lictor/local/cluster.json | sed -n "$(($2 + 1))p"; }
            with_ports() {
              if [ -e .lictor/local/cluster.json ]; then
                sed -e "s/127.0.0.1:8501/127.0.0.1:$(port https 0)/" -e "s/127.0.0.1:8508/127.0.0.1:$(port sidecar 0)/" "$1"
              else cat "$1"; fi
            }
            kubectl -n consul delete job lictor-bootstrap --ignore-not-found
            lictor uninstall --wipe=consul
            """;

    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    static List<Document> pages() {
        return Document.withCommands().stream()
                .filter(page -> page.blocks().stream().anyMatch(DocumentsIT::isRun))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsCommandsRun(Document page) throws IOException {
        copyOfWhatPagesUse();
        programs();
        var script = new StringBuilder(BEFORE);
        if (page.path().startsWith("docs/how-to")) {
            script.append("lictor bootstrap --config k8s/lictor.properties\n");
        }
        for (var block : page.blocks()) {
            if (isRun(block)) {
                Files.writeString(directory.resolve("line-%d.sh".formatted(block.line())), block.text());
                script.append(block.runsUntilStopped() ? started(block) : run(block));
            }
        }
        var shell = new ProcessBuilder("bash", "-c", script.toString()).directory(directory.toFile());
        shell.environment().put("KUBECONFIG", api.kubeconfig().toString());
        shell.environment().merge("PATH", directory.resolve("bin").toString(), (known, ours) -> ours + ":" + known);

        var finished = FinishedProcess.await(shell, TIMEOUT);

        assertThat(finished.exitCode()).as("%s%n%s", page, finished.words()).isZero();
    }

    private static boolean isRun(Document.Block block) {
        return block.isShell() && block.whyNotRun().isEmpty();
    }

    private static String run(Document.Block block) {
        return """
                echo '# line %1$d' >&2
                with_ports line-%1$d.sh >now.sh
                . ./now.sh
                """.formatted(block.line());
    }

    /** A cluster on this machine, which is there when its ports are written down. */
    private static String started(Document.Block block) {
        return """
                echo '# line %1$d' >&2
                bash -c "exec $(cat line-%1$d.sh)" >started.log 2>&1 &
                until [ -e .lictor/local/cluster.json ]; do kill -0 $! || { cat started.log; exit 1; }; sleep 0.1; done
                """.formatted(block.line());
    }

    private void copyOfWhatPagesUse() throws IOException {
        for (var folder : List.of(Path.of("k8s"), Path.of("src/test/resources/tutorial"))) {
            Files.createDirectories(directory.resolve(folder).getParent());
            try (var files = Files.walk(folder)) {
                for (var file : files.toList()) {
                    Files.copy(file, directory.resolve(file));
                }
            }
        }
    }

    private void programs() throws IOException {
        Files.createDirectory(directory.resolve("bin"));
        program("kubectl", "exec '%s/kubectl' \"$@\"".formatted(TestServers.run("kubernetes", "newest")));
        program("consul", "exec '%s' \"$@\"".formatted(RealConsul.NEWEST.path()));
        var lictor = LictorProgram.command().stream().map("'%s'"::formatted).collect(Collectors.joining(" "));
        program("lictor", """
                case "$1" in bootstrap) exec %1$s "$@" --no-wait ;; *) exec %1$s "$@" ;; esac
                """.formatted(lictor));
    }

    private void program(String name, String command) throws IOException {
        var file = Files.writeString(directory.resolve("bin").resolve(name), "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
