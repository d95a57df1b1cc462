package dev.lictor.bootstrap.takeover;

import static java.util.Objects.requireNonNull;

import dev.lictor.bootstrap.RunningServers;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether our servers can read the data of the servers that they replace. Their fsGroup alone does not ensure it: host paths and NFS ignore
 * it, and if the folder has the group already, the kubelet does not change the files in it ({@link RunningServers#isRegrouped}).
 */
final class DataOwnership {
    private static final long ROOT = 0;

    private DataOwnership() {}

    /** The user of our servers; unknown if the platform assigns it. */
    static Optional<DataUser> ours(ClusterSpec spec) {
        var context =
                StatefulSetObject.of(spec).getSpec().getTemplate().getSpec().getSecurityContext();
        return context.getRunAsUser() == null || context.getRunAsGroup() == null
                ? Optional.empty()
                : Optional.of(new DataUser(context.getRunAsUser(), context.getRunAsGroup()));
    }

    /** Read from the mount of the claim. */
    static Optional<DataMount> mount(ClusterSpec spec, Pod server) {
        var templates = StatefulSetObject.of(spec).getSpec().getVolumeClaimTemplates().stream()
                .map(PersistentVolumeClaim::getMetadata)
                .map(metadata -> metadata.getName())
                .toList();
        var claims = new TreeMap<String, String>();
        if (server.getSpec() != null) {
            server.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getPersistentVolumeClaim() != null && templates.contains(volume.getName()))
                    .forEach(volume -> claims.put(
                            volume.getName(), volume.getPersistentVolumeClaim().getClaimName()));
        }
        return container(server).stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .filter(mount -> claims.containsKey(mount.getName()))
                .findFirst()
                .map(mount -> new DataMount(
                        mount.getMountPath(),
                        requireNonNull(claims.get(mount.getName())),
                        mount.getSubPath() == null && mount.getSubPathExpr() == null));
    }

    static Optional<String> problem(Pod server, DataUser ours, String folder, DataAccess access) {
        var metadata = server.getMetadata();
        var name = metadata.getName();
        var container = container(server).map(Container::getName).orElse("");
        return switch (access) {
            case DataAccess.Open open -> Optional.empty();
            case DataAccess.Closed(var file, var owner)
            when owner == ROOT ->
                Optional.of(
                        "%s of %s belongs to root, and ours would run as %s: kubectl -n %s exec %s -c %s -- chown -R %d:%d %s, which root reads and writes all the same"
                                .formatted(
                                        file,
                                        name,
                                        ours,
                                        metadata.getNamespace(),
                                        name,
                                        container,
                                        ours.user(),
                                        ours.group(),
                                        folder));
            case DataAccess.Closed(var file, var owner) ->
                Optional.of(
                        "%s of %s belongs to user %d, and ours would run as %s: move the data by a snapshot into a cluster of another name"
                                .formatted(file, name, owner, ours));
            case DataAccess.Unseen(var why) ->
                user(server).filter(user -> user == ours.user()).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "whether %s could read the data of %s could not be seen: %s; have the right to create pods/exec, or move the data by a snapshot into a cluster of another name"
                                        .formatted(ours, name, why));
        };
    }

    /** The user of the container, if its pod sets one. */
    private static Optional<Long> user(Pod server) {
        return container(server)
                .map(Container::getSecurityContext)
                .map(SecurityContext::getRunAsUser)
                .or(() -> Optional.ofNullable(server.getSpec().getSecurityContext())
                        .map(PodSecurityContext::getRunAsUser));
    }

    private static Optional<Container> container(Pod server) {
        return ConsulContainer.of(server.getSpec())
                .flatMap(consul -> containers(server).stream()
                        .filter(container -> container.getName().equals(consul.name()))
                        .findFirst());
    }

    private static List<Container> containers(Pod server) {
        return server.getSpec() == null ? List.of() : server.getSpec().getContainers();
    }
}
