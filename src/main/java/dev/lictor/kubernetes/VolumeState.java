package dev.lictor.kubernetes;

import java.util.Set;

/**
 * The fields of a PersistentVolume that decide whether the kubelet changes the group of its files to the pod's {@code fsGroup} before the
 * pod starts.
 *
 * @param source such as {@code csi}, {@code local} or {@code nfs}
 * @param policy the CSI driver's {@code fsGroupPolicy}, or Kubernetes' default for it
 * @param fileSystem the volume's {@code csi.fsType}; empty if not set
 */
public record VolumeState(String source, String policy, String fileSystem, Set<String> accessModes) {
    /** The policy of a CSI driver that sets none (Kubernetes API: CSIDriverSpec.fsGroupPolicy). */
    public static final String DEFAULT_POLICY = "ReadWriteOnceWithFSType";

    private static final Set<String> SINGLE_WRITER_MODES = Set.of("ReadWriteOnce", "ReadWriteOncePod");

    public VolumeState {
        accessModes = Set.copyOf(accessModes);
    }

    /** Whether the kubelet applies {@code fsGroup}. False for all sources that are not known to support it, such as host paths and NFS. */
    public boolean supportsFsGroup() {
        return switch (source) {
            case "local", "iscsi", "fc" -> true;
            case "csi" ->
                switch (policy) {
                    case "File" -> true;
                    case DEFAULT_POLICY ->
                        !fileSystem.isEmpty() && accessModes.stream().anyMatch(SINGLE_WRITER_MODES::contains);
                    default -> false;
                };
            default -> false;
        };
    }
}
