package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ObjectNames;
import dev.lictor.verify.probe.KvRoundTrip;

/** What is to be proven of a cluster. */
public enum Check {
    CERTIFICATE("certificate-in-use"),
    SERVER_NAME("server-name"),
    PLAINTEXT("plaintext-rpc-refused"),
    STRANGER("foreign-certificate-refused"),
    ENCRYPTION("gossip-encrypted"),
    GOSSIP_KEY("gossip-key"),
    LEADER("one-leader"),
    VOTERS("voters"),
    KEY_VALUE("key-value");

    private final String id;

    Check(String id) {
        this.id = id;
    }

    /** As reports for programs have it, which never changes. */
    public String id() {
        return id;
    }

    /** What would be true. */
    public String sentence(ClusterSpec spec) {
        return switch (this) {
            case CERTIFICATE ->
                "each server serves the certificate of secret/" + spec.names().serverSecret();
            case SERVER_NAME -> "each server is %s by the CA, on RPC and HTTPS".formatted(spec.serverHostname());
            case PLAINTEXT -> "RPC without TLS is refused";
            case STRANGER -> "RPC with a certificate of another CA is refused";
            case ENCRYPTION -> "gossip is encrypted";
            case GOSSIP_KEY ->
                "all nodes gossip by the key of secret/" + spec.names().gossipSecret();
            case LEADER -> "all servers name one leader";
            case VOTERS -> spec.servers() == 1 ? "1 server votes" : "%d servers vote".formatted(spec.servers());
            case KEY_VALUE -> "a key written through each server is read through the others";
        };
    }

    /** What to do if it is not. */
    String remedy(ObjectNames names) {
        return switch (this) {
            case CERTIFICATE ->
                "its sidecar reloads it a minute or two after a change; see kubectl -n %s logs <server> -c lictor"
                        .formatted(names.namespace());
            case SERVER_NAME -> "run lictor bootstrap, which issues what is not right, and verify again";
            case PLAINTEXT, STRANGER ->
                "set verify_incoming_rpc (tls.internal_rpc.verify_incoming) and restart the server";
            case ENCRYPTION ->
                "run lictor bootstrap, which gives all servers the key and their configuration, and restart those that lack either, one by one";
            case GOSSIP_KEY -> "finish the rotation (consul keyring), or restore the Secret from a backup";
            case LEADER, VOTERS ->
                "see why in each sidecar's /q/health/ready, and in kubectl -n %s get pods".formatted(names.namespace());
            case KEY_VALUE -> "see kubectl -n %s logs <server> -c consul".formatted(names.namespace());
        };
    }

    /** The rule that a token must have for it, as Consul's documentation of ACLs writes them. */
    String rule() {
        return switch (this) {
            case ENCRYPTION -> "agent:read";
            case GOSSIP_KEY -> "keyring:read";
            case VOTERS -> "operator:read";
            case KEY_VALUE -> "key:write on " + KvRoundTrip.PREFIX;
            case CERTIFICATE, SERVER_NAME, PLAINTEXT, STRANGER, LEADER -> "no rule";
        };
    }
}
