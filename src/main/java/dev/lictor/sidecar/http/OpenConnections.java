package dev.lictor.sidecar.http;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Open connections by client address. If there are too many, it selects the one to close: the oldest of the address with the most
 * connections. So a client that opens many loses its own, and a new connection, such as a probe's, is closed last even if all have one address.
 *
 * @param <A> address
 * @param <C> connection
 */
final class OpenConnections<A, C> {
    private final int most;
    private final Map<A, Set<C>> byAddress = new LinkedHashMap<>();
    private int count;

    /** @param most connections that may be open */
    OpenConnections(int most) {
        this.most = most;
    }

    /** @return the connection to close, if there are too many */
    synchronized Optional<C> add(A address, C connection) {
        byAddress.computeIfAbsent(address, _ -> new LinkedHashSet<>()).add(connection);
        count++;
        return count <= most ? Optional.empty() : Optional.of(removeOldestOfLargest());
    }

    /** Does nothing if the connection was removed already. */
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
