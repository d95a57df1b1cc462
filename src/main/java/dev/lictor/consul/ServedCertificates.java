package dev.lictor.consul;

import java.security.cert.X509Certificate;
import java.util.concurrent.CompletionStage;

/** Which certificate a Consul server really shows, whatever is mounted. No stage ever fails. */
public interface ServedCertificates {
    /** Of its HTTPS port. */
    CompletionStage<ConsulResult<X509Certificate>> https();

    /** Of its RPC port, by which servers reach each other. */
    CompletionStage<ConsulResult<X509Certificate>> rpc(int port);
}
