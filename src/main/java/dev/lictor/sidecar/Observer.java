package dev.lictor.sidecar;

import dev.lictor.consul.ConsulApi;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Asks Consul every question at once, so that one that blocks holds up no other. */
final class Observer {
    private final ConsulApi consul;
    private final Supplier<CertificateExpiry> certificates;
    private final InstantSource clock;

    Observer(ConsulApi consul, Supplier<CertificateExpiry> certificates, InstantSource clock) {
        this.consul = consul;
        this.certificates = certificates;
        this.clock = clock;
    }

    CompletionStage<Observation> observe() {
        var at = clock.instant();
        var expiry = certificates.get();
        var leader = consul.leader().toCompletableFuture();
        var peers = consul.peers().toCompletableFuture();
        var self = consul.self().toCompletableFuture();
        var configuration = consul.raftConfiguration().toCompletableFuture();
        return CompletableFuture.allOf(leader, peers, self, configuration)
                .thenApply(_ -> new Observation(
                        at,
                        Duration.between(at, clock.instant()),
                        leader.join(),
                        peers.join(),
                        self.join(),
                        configuration.join(),
                        expiry));
    }
}
