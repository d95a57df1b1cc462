package dev.lictor.cluster;

import dev.lictor.cluster.pods.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The storage of a server's data.
 *
 * @param size a Kubernetes quantity such as {@code 1Gi}: of the claim, or the limit of the {@code emptyDir}
 * @param storageClass of the claims; Kubernetes' default class if empty
 * @param whenDeleted what happens to the claims when the StatefulSet is deleted
 * @param whenScaled what happens to the claims of servers that are removed
 */
public record Storage(
        Kind kind, String size, Optional<String> storageClass, Retention whenDeleted, Retention whenScaled) {
    public enum Kind {
        CLAIM,
        /** On the node's disk; deleted with the pod. */
        EMPTY_DIR
    }

    public enum Retention {
        RETAIN,
        DELETE
    }

    private static final Pattern QUANTITY = Pattern.compile("[1-9]\\d{0,14}(\\.\\d{1,9})?([kMGTPE]i?)?");

    /**
     * Consul 1.22.7 allocates its Raft log in segments of 64 MiB (hashicorp/raft-wal): one before anything is written, and another
     * whenever one is full. The minimum has room for two segments, a third that is allocated before an old one is deleted, and a snapshot.
     */
    private static final long LEAST_BYTES = 256L << 20;

    List<String> problems() {
        var problems = new ArrayList<String>();
        if (!QUANTITY.matcher(size).matches()) {
            problems.add("lictor.storage.size is '%s'; it must be a quantity such as 1Gi".formatted(size));
        }
        if (kind == Kind.EMPTY_DIR && storageClass.isPresent()) {
            problems.add(
                    "lictor.storage.class is '%s' and lictor.storage.kind is empty-dir, which has no class; remove one of them"
                            .formatted(storageClass.get()));
        }
        return problems;
    }

    /** Why the size is too small for Consul; empty if it is not. No problem of the spec, because existing servers may have that size. */
    public Optional<String> shortage() {
        return bytes() < LEAST_BYTES
                ? Optional.of(
                        "lictor.storage.size is %s, which is less than 256Mi: Consul's Raft log takes 64 MiB before anything is written, and 64 MiB more each time that these are full"
                                .formatted(size))
                : Optional.empty();
    }

    /** The size in bytes. */
    public long bytes() {
        return Quantity.parse(size).map(Quantity::bytes).orElse(0L);
    }
}
