package dev.lictor.cluster;

/** Where a server demands a client's certificate of its own CA. */
public enum VerifyIncoming {
    /** Between agents. HTTPS stays open to callers without a certificate: kubelet, Prometheus, Traefik. */
    RPC,
    /** On HTTPS, too. */
    ALL
}
