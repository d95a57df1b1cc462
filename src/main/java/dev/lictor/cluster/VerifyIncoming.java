package dev.lictor.cluster;

/** Where a server requires a client certificate of its own CA (Consul's {@code verify_incoming}). */
public enum VerifyIncoming {
    /** On RPC, between agents. HTTPS accepts callers without a certificate, such as Prometheus or Traefik. */
    RPC,
    /** On RPC and on HTTPS. */
    ALL
}
