package dev.lictor.cluster;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of Consul, and the table of the features that each version has (source: Consul's change log). */
public record ConsulVersion(int major, int minor, int patch) implements Comparable<ConsulVersion> {
    /** The oldest version that Lictor is tested with. It has {@code autopilot.min_quorum}, the keyring file and every flat key. */
    public static final ConsulVersion OLDEST = new ConsulVersion(1, 7, 2);

    /** The newest version that Lictor is tested with. */
    public static final ConsulVersion NEWEST = new ConsulVersion(1, 22, 7);

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(?:[-+].*)?");

    /** Older versions refuse the configuration key as invalid, or do not know the path. */
    public enum Feature {
        /** {@code tls {}} instead of the flat keys, which are deprecated from then on. */
        TLS_STANZA(1, 12),
        /** {@code tls.defaults.verify_server_hostname}; older versions have it in {@code tls.internal_rpc}. */
        TLS_DEFAULTS_VERIFY_SERVER_HOSTNAME(1, 17),
        UI_CONFIG(1, 9),
        PEERING(1, 13),
        /** A second gRPC port, with TLS, that is open unless it is set to -1. */
        GRPC_TLS_PORT(1, 14),
        /** {@code operator/raft/transfer-leader}. */
        LEADERSHIP_TRANSFER(1, 15);

        private final ConsulVersion since;

        Feature(int major, int minor) {
            this.since = new ConsulVersion(major, minor, 0);
        }
    }

    /** @return empty if the text is not a version such as {@code 1.22.7} */
    public static Optional<ConsulVersion> parse(String text) {
        var matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new ConsulVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    public boolean has(Feature feature) {
        return compareTo(feature.since) >= 0;
    }

    @Override
    public int compareTo(ConsulVersion other) {
        return Comparator.comparingInt(ConsulVersion::major)
                .thenComparingInt(ConsulVersion::minor)
                .thenComparingInt(ConsulVersion::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
