package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialSource;

/** What becomes of a certificate of servers or clients. */
sealed interface CertificateDecision {
    record Write(KeyMaterialSource source, String why) implements CertificateDecision {}

    record Keep(String why) implements CertificateDecision {}

    /** @param why with what to do about it */
    record Refuse(String why) implements CertificateDecision {}
}
