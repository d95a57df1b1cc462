package dev.lictor.sidecar.http;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Open connections by where they come from, and which one has to go if there are too many: the oldest of the address that has most. So
 * whoever opens many closes their own, and one that has just come, as a probe has, is the last to go even where all come from one address.
 *
 * @param <A> address
 * @param <C> connection
 */
final class OpenConnections<A, C> {
    private final int most;
    private final Map<A, Set<C>> byAddress = new LinkedHashMap<>();
    private int count;

    /** @param most that may be open */
    OpenConnections(int most) {
        this.most = most;
    }

    /** @return the one that has to go */
    synchronized Optional<C> add(A address, C connection) {
        byAddress.computeIfAbsent(address, _ -> new LinkedHashSet<>()).add(connection);
        count++;
        return count <= most ? Optional.empty() : Optional.of(removeOldestOfLargest());
    }

    /** One that is gone already is none any more. */
    synchronized void remove(A address, C connection) {
        var ofAddress = byAddress.get(address);
        if (ofAddress != null && ofAddress.remove(connection)) {
            removed(address, ofAddress);
        }
    }

    private C removeOldestOfLargest() {
        var largest = Collections.max(
                byAddress.entrySet(),
                Comparator.comparingInt(ofAddress -> ofAddress.getValue().size()));
        var connections = largest.getValue().iterator();
        var oldest = connections.next();
        connections.remove();
        removed(largest.getKey(), largest.getValue());
        return oldest;
    }

    private void removed(A address, Set<C> ofAddress) {
        count--;
        if (ofAddress.isEmpty()) {
            byAddress.remove(address);
        }
    }
}
