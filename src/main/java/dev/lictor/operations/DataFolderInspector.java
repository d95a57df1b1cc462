package dev.lictor.operations;

import dev.lictor.bootstrap.takeover.ConsulContainer;
import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.kubernetes.VolumeState;
import dev.lictor.kubernetes.fabric8.PodCommand;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Inspects the data folder of a running server by commands in its container. */
public final class DataFolderInspector {
    /** Read, write and enter for user and group, and setgid, so that new files belong to the group. */
    private static final int OF_THE_GROUP = 02770;

    /** Finds the volume of a claim; empty if it may not be read. */
    @FunctionalInterface
    public interface Volumes {
        Optional<VolumeState> of(String namespace, String claim);
    }

    private final PodCommand command;
    private final Volumes volumes;

    public DataFolderInspector(PodCommand command, Volumes volumes) {
        this.command = command;
        this.volumes = volumes;
    }

    /** Whether this user can read and write all files of the folder. */
    DataAccess access(Pod server, DataUser user, String folder) {
        var container = ConsulContainer.of(server.getSpec());
        if (container.isEmpty()) {
            return new DataAccess.Unseen("it has no container that is clearly Consul's");
        }
        try {
            var closed = command.run(server, container.get().name(), closedTo(user, folder))
                    .lines()
                    .findFirst();
            return closed.isEmpty()
                    ? new DataAccess.Open()
                    : new DataAccess.Closed(
                            closed.get(), owner(server, container.get().name(), closed.get()));
        } catch (IOException | NumberFormatException e) {
            return new DataAccess.Unseen(String.valueOf(e.getMessage()));
        }
    }

    /** Finds files that the user cannot read and write as owner, by its group or as anyone. Skips lost+found, which is not Consul's data. */
    private static List<String> closedTo(DataUser user, String folder) {
        return List.of(
                "find",
                folder,
                "-name",
                "lost+found",
                "-prune",
                "-o",
                "!",
                "-user",
                String.valueOf(user.user()),
                "!",
                "(",
                "-group",
                String.valueOf(user.group()),
                "-perm",
                "-060",
                ")",
                "!",
                "-perm",
                "-006",
                "-print");
    }

    /** The kubelet changes the group, unless the folder already has the group and mode (fsGroupChangePolicy: OnRootMismatch). */
    boolean isRegrouped(Pod server, DataUser user, DataMount mount) {
        var container = ConsulContainer.of(server.getSpec());
        if (container.isEmpty()
                || !mount.whole()
                || volumes.of(server.getMetadata().getNamespace(), mount.claim())
                        .filter(VolumeState::supportsFsGroup)
                        .isEmpty()) {
            return false;
        }
        try {
            var seen = command.run(server, container.get().name(), List.of("stat", "-c", "%g %a", mount.folder()))
                    .strip()
                    .split(" ", 2);
            int mode = Integer.parseInt(seen[1], 8);
            return Long.parseLong(seen[0]) != user.group() || (mode & OF_THE_GROUP) != OF_THE_GROUP;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private long owner(Pod server, String container, String file) throws IOException {
        return Long.parseLong(command.run(server, container, List.of("stat", "-c", "%u", file))
                .strip());
    }
}
