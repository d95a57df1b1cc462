package dev.lictor.consul;

import java.security.cert.X509Certificate;
import java.util.concurrent.CompletionStage;

/** Reads the certificate that a Consul server serves, which may differ from the mounted one. A returned stage never completes exceptionally. */
public interface ServedCertificates {
    /** The certificate of the HTTPS port. */
    CompletionStage<ConsulResult<X509Certificate>> https();

    /** The certificate of the RPC port, which servers use among each other. */
    CompletionStage<ConsulResult<X509Certificate>> rpc(int port);
}
