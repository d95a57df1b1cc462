package dev.lictor.testing.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Writes to a Consul server as fast as possible, and measures the longest time without a successful write. */
public final class ServerWriter implements AutoCloseable {
    private final HttpClient client;
    private final HttpRequest request;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Thread thread;

    public ServerWriter(ConsulServers servers, int server) {
        client = HttpClient.newBuilder().sslContext(trusting(servers)).build();
        request = HttpRequest.newBuilder(URI.create(servers.url(server) + "/v1/kv/tick"))
                .PUT(BodyPublishers.ofString("x"))
                .timeout(Duration.ofSeconds(30))
                .build();
        thread = Thread.ofPlatform().daemon().start(this::write);
    }

    public long writes() {
        return writes.get();
    }

    /** From the end of one write to that of the next. */
    public Duration longestGap() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void write() {
        long last = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (succeeds()) {
                    long now = System.nanoTime();
                    if (writes.incrementAndGet() > 1) {
                        long gap = now - last;
                        longest.accumulateAndGet(gap, Math::max);
                    }
                    last = now;
                }
            }
        } catch (InterruptedException e) {
            // The writer was stopped.
        }
    }

    private boolean succeeds() throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static SSLContext trusting(ConsulServers servers) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", servers.ca().certificate());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
