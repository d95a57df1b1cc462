package dev.lictor.kubernetes;

import java.util.Set;

/**
 * A volume, as far as it decides whether the kubelet gives what lies on it to the group of a pod ({@code fsGroup}) before the pod starts.
 *
 * @param source such as {@code csi}, {@code local} or {@code nfs}
 * @param policy of a CSI driver: its {@code fsGroupPolicy}, or Kubernetes' default for it
 * @param fileSystem as the volume says it to a CSI driver; empty where it does not
 */
public record VolumeState(String source, String policy, String fileSystem, Set<String> accessModes) {
    /** Of a driver that says none (Kubernetes API: CSIDriverSpec.fsGroupPolicy). */
    public static final String DEFAULT_POLICY = "ReadWriteOnceWithFSType";

    private static final Set<String> BY_ONE = Set.of("ReadWriteOnce", "ReadWriteOncePod");

    public VolumeState {
        accessModes = Set.copyOf(accessModes);
    }

    /** What is not known to take one takes none: host paths and NFS do not. */
    public boolean takesGroup() {
        return switch (source) {
            case "local", "iscsi", "fc" -> true;
            case "csi" ->
                switch (policy) {
                    case "File" -> true;
                    case DEFAULT_POLICY ->
                        !fileSystem.isEmpty() && accessModes.stream().anyMatch(BY_ONE::contains);
                    default -> false;
                };
            default -> false;
        };
    }
}
