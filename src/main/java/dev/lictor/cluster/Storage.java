package dev.lictor.cluster;

import dev.lictor.cluster.pods.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server's data is.
 *
 * @param size a Kubernetes quantity such as {@code 1Gi}: of the claim, or the most that may be on the node's disk
 * @param storageClass of the claims; the cluster's default class where empty
 * @param whenDeleted what becomes of the claims with the StatefulSet
 * @param whenScaled what becomes of the claims of servers that are taken off
 */
public record Storage(
        Kind kind, String size, Optional<String> storageClass, Retention whenDeleted, Retention whenScaled) {
    public enum Kind {
        CLAIM,
        /** On the node's disk, for as long as the pod is there. */
        EMPTY_DIR
    }

    public enum Retention {
        RETAIN,
        DELETE
    }

    private static final Pattern QUANTITY = Pattern.compile("[1-9]\\d{0,14}(\\.\\d{1,9})?([kMGTPE]i?)?");

    /**
     * Consul 1.22.7 allocates its Raft log in segments of 64 MiB (hashicorp/raft-wal): one before anything is written, and another
     * whenever one is full. Two, the third that is made before an old one goes, and a snapshot beside them.
     */
    private static final long LEAST_BYTES = 256L << 20;

    List<String> problems() {
        var problems = new ArrayList<String>();
        if (!QUANTITY.matcher(size).matches()) {
            problems.add("lictor.storage.size is '%s'; it must be a quantity such as 1Gi".formatted(size));
        }
        if (kind == Kind.EMPTY_DIR && storageClass.isPresent()) {
            problems.add(
                    "lictor.storage.class is '%s' and lictor.storage.kind is empty-dir, which has no class; leave one of them out"
                            .formatted(storageClass.get()));
        }
        return problems;
    }

    /** Why Consul outgrows it, which servers that have it already must live with; nothing if it does not. */
    public Optional<String> shortage() {
        return bytes() < LEAST_BYTES
                ? Optional.of(
                        "lictor.storage.size is %s, which is less than 256Mi: Consul's Raft log takes 64 MiB before anything is written, and 64 MiB more each time that these are full"
                                .formatted(size))
                : Optional.empty();
    }

    /** The size. */
    public long bytes() {
        return Quantity.parse(size).map(Quantity::bytes).orElse(0L);
    }
}
