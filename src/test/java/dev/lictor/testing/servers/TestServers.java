package dev.lictor.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The scripts of tools/servers. TEST_SERVERS names another folder of them. Where nothing is installed a test is skipped, and says so,
 * but with TEST_REQUIRE_SERVERS=true it fails.
 */
public final class TestServers {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private TestServers() {}

    /** Asks for installed executables, such as kubernetes: to install them takes many minutes, which no test should. */
    public static void require(String... products) {
        for (var product : products) {
            if (!Files.isExecutable(script(product)) || !isInstalled(product)) {
                missing("no %s for tests is installed: %s installs it".formatted(product, script("install-all")));
            }
        }
    }

    /** Ends a test that cannot run here. */
    public static void missing(String why) {
        if (Boolean.parseBoolean(System.getenv("TEST_REQUIRE_SERVERS"))) {
            fail(why);
        }
        System.err.println("\nSKIPPED: " + why + "\n");
        Assumptions.abort(why);
    }

    /** What a script prints. */
    public static String run(String script, String... args) {
        var command = new ArrayList<>(List.of(script(script).toString()));
        command.addAll(List.of(args));
        return run(command);
    }

    public static String run(List<String> command) {
        var finished = FinishedProcess.await(new ProcessBuilder(command), TIMEOUT);
        assertThat(finished.exitCode()).as("%s%n%s", command, finished.err()).isZero();
        return finished.out().strip();
    }

    /** The newest kubectl, with this KUBECONFIG. */
    public static String kubectl(Path kubeconfig, String... args) {
        var command = new ArrayList<>(List.of(
                run("kubernetes", "newest") + "/kubectl",
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + kubeconfig.resolveSibling("kubectl-cache")));
        command.addAll(List.of(args));
        return run(command);
    }

    private static Path script(String name) {
        return Path.of(Optional.ofNullable(System.getenv("TEST_SERVERS")).orElse("tools/servers"), name)
                .toAbsolutePath();
    }

    private static boolean isInstalled(String product) {
        try (var installed = Files.list(cache())) {
            return installed.anyMatch(folder -> folder.getFileName().toString().matches(product + "(-.*)?"));
        } catch (IOException e) {
            return false;
        }
    }

    /** As lib.sh has it. */
    private static Path cache() {
        return Optional.ofNullable(System.getenv("TEST_SERVERS_CACHE"))
                .map(Path::of)
                .orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("lictor-servers"));
    }
}
