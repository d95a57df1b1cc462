package dev.lictor.config;

import dev.lictor.cluster.KeyType;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Certificates and keys that are created. */
public interface TlsSettings {
    /** Validity of the CA's certificate when it is created. */
    @WithDefault("3650d")
    Duration caValidity();

    /** Validity of a server's certificate; it is issued again when less than a third of it is left. */
    @WithDefault("365d")
    Duration serverValidity();

    /** Kind of the keys that are created: `ec-p256`, `ec-p384`, `rsa-2048`, `rsa-3072` or `rsa-4096`; an existing CA keeps its key. */
    @WithDefault("ec-p256")
    KeyType keyType();

    /** Whether a new CA may sign only this cluster's names; with other names the cluster then needs another CA. */
    @WithDefault("false")
    boolean nameConstraints();
}
