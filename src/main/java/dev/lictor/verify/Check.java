package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ObjectNames;
import dev.lictor.verify.probe.KvRoundTrip;

/** The checks of a running cluster, in the order in which they run. */
public enum Check {
    CERTIFICATE("certificate-in-use"),
    SERVER_NAME("server-name"),
    PLAINTEXT("plaintext-rpc-refused"),
    FOREIGN_CERTIFICATE("foreign-certificate-refused"),
    ENCRYPTION("gossip-encrypted"),
    GOSSIP_KEY("gossip-key"),
    LEADER("one-leader"),
    VOTERS("voters"),
    KEY_VALUE("key-value");

    private final String id;

    Check(String id) {
        this.id = id;
    }

    /** The check's name in JSON and in exit messages; it never changes. */
    public String id() {
        return id;
    }

    /** The statement that the check tests. */
    public String statement(ClusterSpec spec) {
        return switch (this) {
            case CERTIFICATE ->
                "each server serves the certificate of secret/" + spec.names().serverSecret();
            case SERVER_NAME -> "each server is %s by the CA, on RPC and HTTPS".formatted(spec.serverHostname());
            case PLAINTEXT -> "RPC without TLS is refused";
            case FOREIGN_CERTIFICATE -> "RPC with a certificate of another CA is refused";
            case ENCRYPTION -> "gossip is encrypted";
            case GOSSIP_KEY ->
                "all nodes encrypt gossip with the key of secret/"
                        + spec.names().gossipSecret();
            case LEADER -> "all servers name one leader";
            case VOTERS -> spec.servers() == 1 ? "1 server votes" : "%d servers vote".formatted(spec.servers());
            case KEY_VALUE -> "a key written through each server is read through the others";
        };
    }

    /** What to do if the check fails. */
    String remedy(ObjectNames names) {
        return switch (this) {
            case CERTIFICATE ->
                "the sidecar reloads Consul a minute or two after the Secret changes; see kubectl -n %s logs <server> -c lictor"
                        .formatted(names.namespace());
            case SERVER_NAME ->
                "run lictor bootstrap, which issues a correct certificate, then run lictor verify again";
            case PLAINTEXT, FOREIGN_CERTIFICATE ->
                "set verify_incoming_rpc (tls.internal_rpc.verify_incoming) and restart the server";
            case ENCRYPTION ->
                "run lictor bootstrap, which gives all servers the gossip key and the configuration, then restart the servers that do not have both, one by one";
            case GOSSIP_KEY -> "finish the rotation (consul keyring), or restore the Secret from a backup";
            case LEADER, VOTERS ->
                "see the reason in each sidecar's /q/health/ready and in kubectl -n %s get pods"
                        .formatted(names.namespace());
            case KEY_VALUE -> "see kubectl -n %s logs <server> -c consul".formatted(names.namespace());
        };
    }

    /** The ACL rule that the token needs for this check, as in Consul's documentation of ACLs. */
    String rule() {
        return switch (this) {
            case ENCRYPTION -> "agent:read";
            case GOSSIP_KEY -> "keyring:read";
            case VOTERS -> "operator:read";
            case KEY_VALUE -> "key:write on " + KvRoundTrip.PREFIX;
            case CERTIFICATE, SERVER_NAME, PLAINTEXT, FOREIGN_CERTIFICATE, LEADER -> "no rule";
        };
    }
}
