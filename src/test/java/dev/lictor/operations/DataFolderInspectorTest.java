package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.kubernetes.VolumeState;
import dev.lictor.kubernetes.fabric8.PodCommand;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands run here as they would in a server's container. */
class DataFolderInspectorTest {
    private static final PodCommand HERE = (pod, container, command) -> run(command);

    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("consul-0")
            .withNamespace("consul")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("consul")
            .endContainer()
            .endSpec()
            .build();

    private static final Optional<VolumeState> LOCAL =
            Optional.of(new VolumeState("local", "", "", Set.of("ReadWriteOnce")));

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

    @ParameterizedTest
    @CsvSource({"1000,770,true", "1,2770,true", "1000,2770,false", "1000,2777,false", "1000,2760,true"})
    void theKubeletGivesFilesToAGroupUnlessTheFolderLooksAsIfItHad(String group, String mode, boolean isRegrouped) {
        PodCommand stat = (pod, container, command) -> "%s %s\n".formatted(group, mode);

        assertThat(isRegrouped(stat, LOCAL, new DataMount("/consul/data", "data-consul-0", true)))
                .isEqualTo(isRegrouped);
    }

    @Test
    void whereAVolumeTakesNoGroupOrIsNotMountedWholeNobodyRegroups() {
        PodCommand stat = (pod, container, command) -> "0 755\n";
        var whole = new DataMount("/consul/data", "data-consul-0", true);

        assertThat(isRegrouped(stat, LOCAL, whole)).isTrue();
        assertThat(isRegrouped(stat, LOCAL, new DataMount("/consul/data", "data-consul-0", false)))
                .isFalse();
        assertThat(isRegrouped(stat, Optional.of(new VolumeState("hostPath", "", "", Set.of("ReadWriteOnce"))), whole))
                .isFalse();
        assertThat(isRegrouped(stat, Optional.empty(), whole)).isFalse();
    }

    private static boolean isRegrouped(PodCommand command, Optional<VolumeState> volume, DataMount mount) {
        return new DataFolderInspector(command, (namespace, claim) -> volume)
                .isRegrouped(POD, new DataUser(100, 1000), mount);
    }

    private DataAccess access(PodCommand command, DataUser user) {
        return new DataFolderInspector(command, (namespace, claim) -> Optional.empty())
                .access(POD, user, folder.toString());
    }

    private static long owner(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:uid")).longValue();
    }

    private static String run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
