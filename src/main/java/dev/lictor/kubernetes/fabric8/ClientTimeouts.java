package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.client.Config;
import java.time.Duration;

/** Time-outs of the Kubernetes client: short, so that a command soon reports an API server that does not answer. */
public final class ClientTimeouts {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int RETRIES = 1;

    private ClientTimeouts() {}

    public static void limit(Config config) {
        config.setConnectionTimeout(Math.toIntExact(CONNECT.toMillis()));
        config.setRequestTimeout(Math.toIntExact(ANSWER.toMillis()));
        config.setRequestRetryBackoffLimit(RETRIES);
    }
}
