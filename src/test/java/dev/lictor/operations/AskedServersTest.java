package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.DataAccess;
import dev.lictor.bootstrap.DataUser;
import dev.lictor.cluster.Specs;
import dev.lictor.kube.PodCommand;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands run here as they would in a server's container. */
class AskedServersTest {
    private static final PodCommand HERE = (pod, container, command) -> run(command);

    @TempDir
    Path folder;

    @Test
    void filesOfTheSameUserAreOpen() throws IOException {
        var file = Files.createFile(folder.resolve("node-id"));
        var owner = owner(file);

        assertThat(access(HERE, new DataUser(owner, owner + 1))).isEqualTo(new DataAccess.Open());
    }

    @Test
    void filesOfAnotherUserAreNotAndTheirOwnerIsTold() throws IOException {
        Files.createFile(folder.resolve("node-id"));
        var owner = owner(folder);

        assertThat(access(HERE, new DataUser(owner + 1, owner + 1)))
                .isInstanceOfSatisfying(DataAccess.Closed.class, closed -> {
                    assertThat(closed.file()).startsWith(folder.toString());
                    assertThat(closed.owner()).isEqualTo(owner);
                });
    }

    @Test
    void whatACommandCannotSayIsNotKnown() {
        assertThat(access(
                        (pod, container, command) -> {
                            throw new IOException("pods \"consul-0\" is forbidden");
                        },
                        new DataUser(100, 1000)))
                .isEqualTo(new DataAccess.Unseen("pods \"consul-0\" is forbidden"));
    }

    private DataAccess access(PodCommand command, DataUser user) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("consul-0")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("consul")
                .endContainer()
                .endSpec()
                .build();
        try (var asked = new AskedServers(
                Specs.usual(),
                Optional::empty,
                () -> {
                    throw new AssertionError("nobody is asked");
                },
                () -> {
                    throw new AssertionError("nobody is asked");
                },
                Optional.empty(),
                command)) {
            return asked.access(pod, user, folder.toString());
        }
    }

    private static long owner(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:uid")).longValue();
    }

    private static String run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
