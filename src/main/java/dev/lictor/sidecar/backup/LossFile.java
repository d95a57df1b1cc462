package dev.lictor.sidecar.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Collectors;

/** A file beside the backups that records a data loss, so that it survives restarts. */
final class LossFile {
    private static final String NAME = "data-loss.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Path unfinished;

    LossFile(Path folder) {
        this.file = folder.resolve(NAME);
        this.unfinished = folder.resolve(NAME + ".part");
    }

    /** Empty if there is no such file or its content is not a loss record. */
    Optional<LossRecord> read() throws IOException {
        try {
            return parsed(JSON.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<LossRecord> parsed(JsonNode tree) {
        if (tree.path("settled").isArray()) {
            return Optional.of(new LossRecord.Settled(
                    tree.path("settled").valueStream().map(JsonNode::asText).collect(Collectors.toSet())));
        }
        var snapshot = tree.path("raftSnapshot");
        return Backup.of(
                        Path.of(tree.path("backup").asText()),
                        tree.path("bytes").asLong())
                .map(backup -> new LossRecord.Standing(
                        backup,
                        tree.path("backupIndex").asLong(),
                        tree.path("index").asLong(),
                        snapshot.isIntegralNumber() ? Optional.of(snapshot.longValue()) : Optional.empty()));
    }

    void write(LossRecord known) throws IOException {
        var tree = JSON.createObjectNode();
        switch (known) {
            case LossRecord.Settled(var before) -> {
                var names = tree.putArray("settled");
                before.stream().sorted().forEach(names::add);
            }
            case LossRecord.Standing(var backup, var backupIndex, var index, var snapshot) -> {
                tree.put("backup", backup.name())
                        .put("bytes", backup.bytes())
                        .put("backupIndex", backupIndex)
                        .put("index", index);
                snapshot.ifPresent(last -> tree.put("raftSnapshot", last));
            }
        }
        Files.writeString(unfinished, tree.toPrettyString() + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
