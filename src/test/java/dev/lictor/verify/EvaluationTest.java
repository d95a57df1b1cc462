package dev.lictor.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.GossipProtection;
import dev.lictor.consul.Keyring;
import dev.lictor.consul.RaftServer;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.LeafProfile;
import dev.lictor.testing.Specs;
import dev.lictor.verify.probe.HandshakeResult;
import dev.lictor.verify.probe.RpcPingResult;
import dev.lictor.verify.probe.TransportProbe;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Verdicts that follow from observations. */
class EvaluationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ClusterSpec SPEC = Specs.usual();
    private static final CertificateIssuer CA = CertificateIssuer.create(CaProfile.of(SPEC), NOW, new SecureRandom());
    private static final X509Certificate WANTED = certificate();
    private static final GossipKey KEY = GossipKey.generate(new SecureRandom());
    private static final String OTHER = GossipKey.generate(new SecureRandom()).base64();

    private static final HandshakeResult GOOD = new HandshakeResult.Certificate(WANTED, Optional.empty());
    private static final RpcPingResult ANSWERED = new RpcPingResult.Answered();
    private static final RpcPingResult ENDED = new RpcPingResult.Ended("closed");
    private static final TransportProbe OURS = new TransportProbe(GOOD, ANSWERED, GOOD);

    @Test
    void aRefusalIsProvenIfAPeerIsAnswered() {
        assertThat(refused(ENDED, OURS)).isEqualTo("passed: RPC without TLS is refused");
    }

    @Test
    void anAnswerIsAContradiction() {
        assertThat(refused(ANSWERED, OURS))
                .isEqualTo(
                        "failed: RPC without TLS is refused: consul-0 answered; set verify_incoming_rpc (tls.internal_rpc.verify_incoming) and restart the server");
    }

    @Test
    void aServerThatRefusesItsPeersTooProvesNothing() {
        assertThat(refused(ENDED, new TransportProbe(GOOD, ENDED, GOOD)))
                .startsWith(
                        "unknown: RPC without TLS is refused: consul-0 does not answer the servers' certificate either: closed; ");
        assertThat(refused(ENDED, new TransportProbe(GOOD, new RpcPingResult.Silent(), GOOD)))
                .startsWith("unknown: ");
        assertThat(refused(new RpcPingResult.NotReached("Connection refused"), OURS))
                .startsWith("unknown: RPC without TLS is refused: consul-0: Connection refused; ");
        assertThat(refused(new RpcPingResult.Silent(), OURS)).startsWith("unknown: ");
    }

    @Test
    void aCertificateMustNameTheServer() {
        assertThat(named(OURS)).startsWith("passed: each server is server.dc1.consul by the CA");
        var distrusted =
                new HandshakeResult.Certificate(WANTED, Optional.of("No name matching server.dc1.consul found"));
        assertThat(named(new TransportProbe(GOOD, ANSWERED, distrusted)))
                .contains(": consul-0 on HTTPS: No name matching server.dc1.consul found; ");
        assertThat(named(new TransportProbe(new HandshakeResult.Nothing("closed"), ENDED, GOOD)))
                .startsWith("failed: ")
                .contains("consul-0 on RPC: no TLS: closed");
        assertThat(named(new TransportProbe(new HandshakeResult.NotReached("refused"), ENDED, GOOD)))
                .startsWith("unknown: ");
    }

    @Test
    void anotherCertificateIsReportedWithBothSerials() {
        assertThat(served(OURS)).isEqualTo("passed: each server serves the certificate of secret/consul-tls");
        var other = certificate();
        assertThat(served(new TransportProbe(GOOD, ANSWERED, new HandshakeResult.Certificate(other, Optional.empty()))))
                .startsWith("failed: ")
                .contains("consul-0 on HTTPS serves serial %s and not %s; "
                        .formatted(
                                other.getSerialNumber().toString(16),
                                WANTED.getSerialNumber().toString(16)));
    }

    @Test
    void unencryptedGossipIsReportedByServer() {
        var good = gossip(true, Optional.of(true), Optional.of(true));
        var clear = gossip(false, Optional.of(true), Optional.of(true));

        assertThat(words(Check.ENCRYPTION, GossipEvaluation.encrypted(three(good, good, good))))
                .isEqualTo("passed: gossip is encrypted");
        assertThat(words(Check.ENCRYPTION, GossipEvaluation.encrypted(three(good, clear, clear))))
                .contains(": consul-1 gossips in the clear, consul-2 gossips in the clear; ");
    }

    @Test
    void aKeyProvesNothingIfUnencryptedGossipIsAcceptedOrSent() {
        var takes = gossip(true, Optional.of(false), Optional.of(true));
        var sends = gossip(true, Optional.of(true), Optional.of(false));
        var silent = gossip(true, Optional.empty(), Optional.of(true));

        assertThat(words(Check.ENCRYPTION, GossipEvaluation.encrypted(three(takes, takes, sends))))
                .startsWith("failed: ")
                .contains(
                        "consul-0 has encrypt_verify_incoming: false, consul-1 has encrypt_verify_incoming: false, consul-2 has encrypt_verify_outgoing: false; ");
        assertThat(words(Check.ENCRYPTION, GossipEvaluation.encrypted(three(silent, silent, silent))))
                .startsWith("unknown: ")
                .contains("consul-0 does not report its encrypt_verify_incoming");
    }

    private static ConsulResult<GossipProtection> gossip(
            boolean encrypted, Optional<Boolean> incoming, Optional<Boolean> outgoing) {
        return seen(new GossipProtection(encrypted, incoming, outgoing));
    }

    @Test
    void everyNodeHasTheSecretsKeyAndUsesNoOther() {
        assertThat(keyed(ring(Map.of(key(), 3), 3))).startsWith("passed: ");
        assertThat(keyed(ring(Map.of(key(), 4), 4)))
                .as("a client agent is there, too")
                .startsWith("passed: ");
        assertThat(keyed(used(Map.of(key(), 3, OTHER, 3), Map.of(key(), 3), 3)))
                .as("a rotation that has not begun to use the new one")
                .startsWith("passed: ");

        assertThat(keyed(ring(Map.of(OTHER, 3), 3))).contains("consul-0 finds it on 0 of 3 nodes");
        assertThat(keyed(ring(Map.of(key(), 2, OTHER, 1), 3))).contains("consul-0 finds it on 2 of 3 nodes");
        assertThat(keyed(ring(Map.of(key(), 1), 1))).contains("consul-0 knows 1 nodes of 3");
        assertThat(keyed(used(Map.of(key(), 3, OTHER, 3), Map.of(key(), 2, OTHER, 1), 3)))
                .contains("consul-0 finds it in use on 2 of 3 nodes");
        assertThat(keyed(new Keyring(true, Map.of(key(), 3), Optional.empty(), 3)))
                .contains("consul-0 has no keyring");
        assertThat(keyed(ring(Map.of(key(), 3, OTHER, 3), 3)))
                .startsWith("unknown: ")
                .contains("consul-0 has 2 keys, and this version does not report which is in use");
    }

    @Test
    void messagesContainNoKey() {
        var ring = used(Map.of(OTHER, 3), Map.of(OTHER, 3), 3);

        assertThat(keyed(ring) + ring).doesNotContain(OTHER, key());
        assertThat(new ClusterKeys(List.of(WANTED), CA.own(), KEY, Optional.empty()).toString())
                .isEqualTo("ClusterKeys[not shown]");
    }

    @Test
    void allServersMustNameOneLeader() {
        assertThat(words(Check.LEADER, RaftEvaluation.oneLeader(three(seen("a:8300"), seen("a:8300"), seen("a:8300")))))
                .isEqualTo("passed: all servers name one leader");
        assertThat(words(Check.LEADER, RaftEvaluation.oneLeader(three(seen("a:8300"), seen("b:8300"), seen("a:8300")))))
                .contains(": named is a:8300 by consul-0 and consul-2, but b:8300 by consul-1; ");
        assertThat(words(Check.LEADER, RaftEvaluation.oneLeader(three(seen("a:8300"), seen(""), seen("a:8300")))))
                .contains(": consul-1 knows no leader; ");
    }

    @Test
    void votersAreCountedByEachServer() {
        var whole = List.of(voter("a", true), voter("b", true), voter("c", true));
        var short1 = List.of(voter("a", true), voter("b", true), voter("c", false));

        assertThat(words(Check.VOTERS, RaftEvaluation.voters(three(seen(whole), seen(whole), seen(whole)), 3)))
                .isEqualTo("passed: 3 servers vote");
        assertThat(words(Check.VOTERS, RaftEvaluation.voters(three(seen(whole), seen(short1), seen(whole)), 3)))
                .contains(": consul-1 counts 2 voters of 3 servers, and 3 are wanted; ");
    }

    @Test
    void aMissingAnswerIsAGapAndARefusalNamesTheAclRule() {
        assertThat(words(
                        Check.VOTERS,
                        RaftEvaluation.voters(
                                Map.of("consul-0", ConsulResult.failed(Cause.FORBIDDEN, "status 403: no")), 3)))
                .isEqualTo(
                        "unknown: 3 servers vote: consul-0: status 403: no; give --token-file a token with operator:read");
        assertThat(words(
                        Check.GOSSIP_KEY,
                        GossipEvaluation.gossipKey(
                                Map.of(
                                        "consul-0",
                                        ConsulResult.failed(
                                                Cause.STATUS, "status 500: Reading keyring denied by ACLs")),
                                KEY,
                                3)))
                .endsWith("; give --token-file a token with keyring:read");
        assertThat(words(
                        Check.LEADER,
                        RaftEvaluation.oneLeader(Map.of("consul-0", ConsulResult.failed(Cause.TIMEOUT, "no answer")))))
                .isEqualTo(
                        "unknown: all servers name one leader: consul-0: no answer; check that the servers are up and can be reached from here");
    }

    @Test
    void aContradictionOutweighsGaps() {
        assertThat(words(
                        Check.LEADER,
                        RaftEvaluation.oneLeader(
                                three(ConsulResult.failed(Cause.TIMEOUT, "no answer"), seen(""), seen("a:8300")))))
                .startsWith("failed: all servers name one leader: consul-0: no answer, consul-1 knows no leader; ");
    }

    private static String refused(RpcPingResult call, TransportProbe transport) {
        return words(
                Check.PLAINTEXT, TransportEvaluation.refused(Map.of("consul-0", call), Map.of("consul-0", transport)));
    }

    private static String named(TransportProbe transport) {
        return words(Check.SERVER_NAME, TransportEvaluation.named(Map.of("consul-0", transport)));
    }

    private static String served(TransportProbe transport) {
        return words(Check.CERTIFICATE, TransportEvaluation.served(Map.of("consul-0", transport), WANTED));
    }

    private static String keyed(Keyring ring) {
        return words(
                Check.GOSSIP_KEY,
                GossipEvaluation.gossipKey(Map.of("consul-0", new ConsulResult.Seen<>(List.of(ring))), KEY, 3));
    }

    private static String words(Check check, List<Evidence> remarks) {
        return new CheckResult(check, Evaluation.of(check, SPEC.names(), remarks)).inWords(SPEC);
    }

    private static Keyring ring(Map<String, Integer> keys, int nodes) {
        return new Keyring(false, keys, Optional.empty(), nodes);
    }

    private static Keyring used(Map<String, Integer> keys, Map<String, Integer> primary, int nodes) {
        return new Keyring(false, keys, Optional.of(primary), nodes);
    }

    private static String key() {
        return KEY.base64();
    }

    private static RaftServer voter(String name, boolean voter) {
        return new RaftServer(name, name + ":8300", voter);
    }

    private static <T> ConsulResult<T> seen(T value) {
        return new ConsulResult.Seen<>(value);
    }

    private static <T> Map<String, ConsulResult<T>> three(
            ConsulResult<T> first, ConsulResult<T> second, ConsulResult<T> third) {
        return new TreeMap<>(Map.of("consul-0", first, "consul-1", second, "consul-2", third));
    }

    private static X509Certificate certificate() {
        return CA.issue(LeafProfile.ofServers(SPEC), Duration.ofDays(1), NOW).certificate();
    }
}
