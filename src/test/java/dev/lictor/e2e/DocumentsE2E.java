package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.Document;
import dev.lictor.testing.servers.DocumentShell;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.LictorProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell commands of each page that has some for pods, with the commands of that page that DocumentsIT runs without pods. The
 * namespace is not the one of the pages, which other scenarios use.
 */
@ExtendWith(SharedCluster.class)
class DocumentsE2E {
    private static final String NAMESPACE = "documents";
    private static final String EXAMPLE_NAMESPACE = "prd-lan-coolcorp";
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    /** A page begins without the clusters that the pages before it have made. */
    private static final String BEFORE =
            "kubectl delete namespace %s %s --ignore-not-found\n".formatted(NAMESPACE, EXAMPLE_NAMESPACE);

    private static final String BEFORE_HOW_TO = BEFORE + "lictor bootstrap --config k8s/lictor.properties\n";

    /** A reader looks at the pods until all are ready, and then presses Ctrl-C. */
    private static final String KUBECTL = """
        PATH=${PATH#*:}
        kubectl=KUBECTL
        case " $* " in
        *" get pods --watch "*)
          "$kubectl" "$@" &
          watch=$!
          servers=$("$kubectl" "$1" "$2" get statefulsets -o 'jsonpath={.items[*].metadata.name}')
          for ordinal in 0 1 2; do
            until "$kubectl" "$1" "$2" wait --for=condition=Ready "pod/$servers-$ordinal" --timeout=10s; do sleep 1; done
          done
          kill $watch ;;
        *) exec "$kubectl" "$@" ;;
        esac
        """;

    private final TestCluster place;

    @TempDir
    Path directory;

    DocumentsE2E(TestCluster place) {
        this.place = place;
    }

    static List<Document> pages() {
        return Document.withCommands().stream()
                .filter(page -> page.blocks().stream().anyMatch(Document.Block::needsPods))
                .toList();
    }

    /** The reasons are in the sources of the pages. */
    @BeforeAll
    static void reportCommandsThatNoTestRuns() {
        var figures = Figures.of("commands of documents that no test runs");
        for (var page : Document.withCommands()) {
            for (var block : page.blocks()) {
                block.whyNotRun().ifPresent(why -> figures.note("%s:%d: %s".formatted(page, block.line(), why)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsCommandsRun(Document page) {
        try {
            var stopwatch = new Stopwatch();
            var finished = run(page);
            assertThat(finished.exitCode()).as("%s%n%s", page, finished.words()).isZero();
            Figures.of("commands of " + page).time("all", stopwatch.elapsed());
        } finally {
            place.kubernetes()
                    .kubectl("delete", "namespace", NAMESPACE, EXAMPLE_NAMESPACE, "--ignore-not-found", "--wait=false");
        }
    }

    private FinishedProcess run(Document page) {
        var port = Integer.toString(FreePorts.one());
        return shell().run(
                        page,
                        block -> block.whyNotRun().isEmpty(),
                        page.path().startsWith("docs/how-to") ? BEFORE_HOW_TO : BEFORE,
                        text -> text.replace("-n consul ", "-n %s ".formatted(NAMESPACE))
                                .replace(
                                        "port-forward pod/consul-0 8080", "port-forward pod/consul-0 " + port + ":8080")
                                .replace("127.0.0.1:8080", "127.0.0.1:" + port),
                        TIMEOUT);
    }

    /** With the images of this place in all files that name some. */
    private DocumentShell shell() {
        var manifests = Manifests.copy("", place.image("lictor"), NAMESPACE);
        var images = Map.of("lictor.image", place.image("lictor"), "lictor.consul-image", place.image("1.22.7"));
        manifests.set(images);
        var shell = new DocumentShell(
                directory, manifests.folder(), place.kubernetes().kubeconfig());
        shell.edit(
                "k8s/examples/traefik-lan/lictor.properties",
                text -> "%slictor.image=%s\n"
                        .formatted(text, place.image("lictor"))
                        .replace("consul-image=consul:1.7.2", "consul-image=" + place.image("1.7.2")));
        shell.edit(
                "src/test/resources/tutorial/traefik-lan.yaml",
                text -> text.replace("image: consul:1.7.2", "image: " + place.image("1.7.2")));
        shell.program(
                "kubectl", KUBECTL.replace("KUBECTL", "'" + place.kubernetes().program() + "'"));
        shell.program(
                "lictor",
                LictorProgram.command().stream()
                        .map("'%s'"::formatted)
                        .collect(Collectors.joining(" ", "exec ", " \"$@\"")));
        return shell;
    }
}
