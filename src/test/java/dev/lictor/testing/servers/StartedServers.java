package dev.lictor.testing.servers;

import java.util.ArrayList;
import java.util.List;

/** What a test has started. It ends with the test, in reverse order. */
public final class StartedServers implements AutoCloseable {
    private final List<AutoCloseable> all = new ArrayList<>();

    public <T extends AutoCloseable> T add(T started) {
        all.add(started);
        return started;
    }

    @Override
    public void close() {
        for (var each : all.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end " + each, e);
            }
        }
    }
}
