package dev.lictor.sidecar.reconcile;

import dev.lictor.cluster.KeyType;
import dev.lictor.consul.Member;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.LeafProfile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What tests let the sidecar see. */
final class MountedExamples {
    static final List<String> PEERS = List.of("consul-0.consul.svc", "consul-1.consul.svc", "consul-2.consul.svc");
    static final ActionSettings RULES = new ActionSettings(PEERS, true, true);

    static final int ALIVE = 1;
    static final int FAILED = 4;

    private static final SecureRandom RANDOM = new SecureRandom();

    private MountedExamples() {}

    /** Gossip that knows these servers, all alive. */
    static List<Member> members(String... names) {
        return Stream.of(names)
                .map(name -> member(name, ALIVE, Optional.of(new Member.Server("id", name + ":8300"))))
                .toList();
    }

    static Member member(String name, int status, Optional<Member.Server> server) {
        return new Member(name, "10.0.0.1" + name.charAt(name.length() - 1) + ":8301", "dc1", status, server);
    }

    static List<Member> and(List<Member> members, Member more) {
        return Stream.concat(members.stream(), Stream.of(more)).toList();
    }

    static CertificateIssuer ca() {
        return CertificateIssuer.create(
                new CaProfile("Lictor test CA", KeyType.EC_P256, Duration.ofDays(10), List.of()),
                Instant.now(),
                RANDOM);
    }

    static CertificateAndKey leaf(CertificateIssuer ca) {
        return ca.issue(
                new LeafProfile(
                        "server.dc1.consul",
                        List.of("server.dc1.consul"),
                        List.of("127.0.0.1"),
                        List.of(),
                        KeyType.EC_P256),
                Duration.ofDays(5),
                Instant.now());
    }

    /** A mount of one certificate, by files that this word stands for. */
    static MountedTls.Whole mount(String files, CertificateAndKey leaf) {
        return new MountedTls.Whole(files, leaf.certificate());
    }
}
