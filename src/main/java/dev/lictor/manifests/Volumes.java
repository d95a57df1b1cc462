package dev.lictor.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.stream.Stream;

/** The volumes of a pod besides its claim. A Secret is mounted with selected keys only, because several kinds of keys may share it. */
final class Volumes {
    static final String DATA = "data";
    static final String TLS = "tls";
    static final String TOKENS = "tokens";
    static final String GOSSIP = "gossip";
    static final String SHARED_CONFIGURATION = "shared-configuration";
    static final String OWN_CONFIGURATION = "own-configuration";

    /** Readable for the group of all containers only. */
    private static final int READABLE_BY_GROUP = 0440;

    private static final ObjectMapper MODEL = new ObjectMapper();

    private Volumes() {}

    static List<Volume> of(ClusterSpec spec) {
        var extra = spec.extras().volumes().volumes().stream().map(volume -> MODEL.convertValue(volume, Volume.class));
        return Stream.of(ours(spec).stream(), tokens(spec), data(spec), extra)
                .flatMap(volumes -> volumes)
                .toList();
    }

    /** The extra mounts of Consul's container. */
    static List<VolumeMount> extraMounts(ClusterSpec spec) {
        return spec.extras().volumes().mounts().stream()
                .map(mount -> MODEL.convertValue(mount, VolumeMount.class))
                .toList();
    }

    /** The data volume, if the StatefulSet has no claim for it. */
    private static Stream<Volume> data(ClusterSpec spec) {
        return switch (spec.storage().kind()) {
            case CLAIM -> Stream.of();
            case EMPTY_DIR ->
                Stream.of(new VolumeBuilder()
                        .withName(DATA)
                        .withNewEmptyDir()
                        .withSizeLimit(Quantity.parse(spec.storage().size()))
                        .endEmptyDir()
                        .build());
        };
    }

    /**
     * The ACL tokens. The volume is optional: tokens are created with running servers, so pods start without them, and the kubelet adds
     * them later. The backup token is mounted only if backups are kept.
     */
    private static Stream<Volume> tokens(ClusterSpec spec) {
        var keys = spec.observing().backups().isPresent()
                ? new String[] {Mounts.TOKEN, Mounts.BACKUP_TOKEN}
                : new String[] {Mounts.TOKEN};
        return spec.observing().tokenSecret().stream()
                .map(secret -> new VolumeBuilder(secret(TOKENS, secret, keys))
                        .editSecret()
                        .withOptional(true)
                        .endSecret()
                        .build());
    }

    private static List<Volume> ours(ClusterSpec spec) {
        return List.of(
                secret(
                        TLS,
                        spec.names().serverSecret(),
                        ConsulConfiguration.CA_FILE,
                        ConsulConfiguration.CERTIFICATE_FILE,
                        ConsulConfiguration.KEY_FILE),
                secret(GOSSIP, spec.names().gossipSecret(), ConsulConfiguration.GOSSIP_KEY),
                ConfigMapObject.volume(spec, SHARED_CONFIGURATION),
                // Holds the gossip key, which must not be written to a disk.
                new VolumeBuilder()
                        .withName(OWN_CONFIGURATION)
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .withSizeLimit(Quantity.parse("1Mi"))
                        .endEmptyDir()
                        .build());
    }

    private static Volume secret(String name, String secret, String... keys) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(READABLE_BY_GROUP)
                .withItems(Stream.of(keys)
                        .map(key -> new KeyToPath(key, null, key))
                        .toList())
                .endSecret()
                .build();
    }
}
