package dev.lictor.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.Document;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.DocumentShell;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell commands of each page that has some with the real program, on a real Kubernetes API and on loopback. No node runs pods
 * here, so {@code bootstrap} does not wait for them. DocumentsE2E runs the commands that need pods.
 */
@Tag("native")
class DocumentsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** A page begins without the objects that the pages before it have made. */
    private static final String BEFORE = """
        kubectl -n consul delete cronjob,job --all --ignore-not-found
        lictor uninstall --wipe=consul
        """;

    private static final String BEFORE_HOW_TO = BEFORE + "lictor bootstrap --config k8s/lictor.properties\n";

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
                .filter(page -> page.blocks().stream().anyMatch(block -> block.isShell() && isRun(block)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsCommandsRun(Document page) {
        var shell = new DocumentShell(directory, Path.of("k8s"), api.kubeconfig());
        shell.program("kubectl", "exec '%s/kubectl' \"$@\"".formatted(TestServers.run("kubernetes", "newest")));
        shell.program("lictor", """
            case "$1" in bootstrap) exec %1$s "$@" --no-wait ;; *) exec %1$s "$@" ;; esac
            """.formatted(
                        LictorProgram.command().stream().map("'%s'"::formatted).collect(Collectors.joining(" "))));

        var finished = shell.run(
                page,
                DocumentsIT::isRun,
                page.path().startsWith("docs/how-to") ? BEFORE_HOW_TO : BEFORE,
                UnaryOperator.identity(),
                TIMEOUT);

        assertThat(finished.exitCode()).as("%s%n%s", page, finished.words()).isZero();
    }

    private static boolean isRun(Document.Block block) {
        return block.whyNotRun().isEmpty() && !block.needsPods();
    }
}
