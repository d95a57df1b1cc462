package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialSource;

/** The decision about a certificate of servers or clients. */
sealed interface CertificateDecision {
    record Write(KeyMaterialSource source, String why) implements CertificateDecision {}

    record Keep(String why) implements CertificateDecision {}

    /** @param why with the remedy */
    record Refuse(String why) implements CertificateDecision {}
}
