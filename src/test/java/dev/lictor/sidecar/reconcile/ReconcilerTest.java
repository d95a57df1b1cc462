package dev.lictor.sidecar.reconcile;

import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.consul.ServerHealth;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.TlsBundle;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.testing.Observations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the sidecar does as a mount changes and peers are lost, look by look, and what it says. */
class ReconcilerTest {
    private static final String APART =
            "isolated from its peers: this server has seen 1 of 3 servers in gossip for 5.0 s";

    private final CertificateIssuer ca = MountedExamples.ca();
    private final CertificateAndKey old = MountedExamples.leaf(ca);
    private final CertificateAndKey renewed = MountedExamples.leaf(ca);
    private final List<String> log = new ArrayList<>();
    private final List<Integer> greeted = new ArrayList<>();
    private final Played consul = new Played();

    private Instant now = NOW;
    private List<Member> members = MountedExamples.members("consul-0", "consul-1", "consul-2");
    private MountedTls mount = MountedExamples.mount("old", old);
    private X509Certificate https = old.certificate();
    private ConsulResult<X509Certificate> rpc = new ConsulResult.Seen<>(old.certificate());

    private final Reconciler reconciler = new Reconciler(
            new Reconciler.Settled(MountedExamples.RULES, true),
            new ActionExecutor(consul, new Shown()),
            () -> mount,
            () -> now,
            log::add);

    private boolean broken;

    @Test
    void whatIsThrownAtOnceDoesNotEndAllThatWouldFollow() {
        broken = true;
        look();
        broken = false;
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = this::serveRenewed;
        look(Duration.ofSeconds(10));
        look();

        assertThat(consul.orders).containsExactly("reload");
        assertThat(log).singleElement().asString().startsWith("reloaded Consul: ");
    }

    @Test
    void whatNobodyExpectedEndsOneActOnlyAndIsToldOnce() {
        look();
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = this::serveRenewed;
        broken = true;
        look();
        look(Duration.ofSeconds(10));
        assertThat(log)
                .containsExactly(
                        "could not reload Consul, and keeps trying: unexpected, java.lang.IllegalArgumentException: port out of range: 8300");

        broken = false;
        look(Duration.ofSeconds(10));

        assertThat(consul.orders).containsExactly("reload", "reload", "reload");
        assertThat(log).hasSize(2).last().asString().startsWith("reloaded Consul: ");
    }

    @Test
    void whatIsServedAlreadyIsNotReloaded() {
        look();
        look();

        assertThat(consul.orders).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void aRenewedCertificateIsReloadedOnceAndSeenToBeServed() {
        look();
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = this::serveRenewed;
        look();
        look();

        assertThat(consul.orders).containsExactly("reload");
        assertThat(log)
                .containsExactly(
                        "reloaded Consul: the mounted certificate changed from serial %s to %s; HTTPS and RPC are seen to serve serial %2$s"
                                .formatted(serial(old), serial(renewed)));
        assertThat(reconciler.actionCounters()).isEqualTo(new ActionCounters(0, 0, 0, 1, 0));
    }

    @Test
    void aChangedCaIsReloadedToo() {
        look();
        mount = MountedExamples.mount("another CA beside it", old);
        look();

        assertThat(consul.orders).containsExactly("reload");
        assertThat(log).singleElement().asString().startsWith("reloaded Consul: the mounted CA changed; ");
    }

    @Test
    void aSidecarThatStartsLaterFindsOutThatAnotherCertificateIsServed() {
        mount = MountedExamples.mount("new", renewed);
        look();
        assertThat(consul.orders).isEmpty();

        consul.onReload = this::serveRenewed;
        look();
        look();

        assertThat(consul.orders).containsExactly("reload");
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("reloaded Consul: HTTPS served serial %s and not the mounted %s"
                        .formatted(serial(old), serial(renewed)));
    }

    @Test
    void aReloadThatDidNotHelpIsRepeatedAfterAPauseAndToldOnce() {
        look();
        mount = MountedExamples.mount("new", renewed);
        look();
        look(Duration.ofSeconds(9));
        assertThat(consul.orders).containsExactly("reload");

        look(Duration.ofSeconds(1));
        consul.onReload = this::serveRenewed;
        look(Duration.ofSeconds(10));

        assertThat(consul.orders).containsExactly("reload", "reload", "reload");
        assertThat(log)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("could not reload Consul, and keeps trying: after it HTTPS served serial " + serial(old));
        assertThat(reconciler.actionCounters()).isEqualTo(new ActionCounters(0, 0, 0, 1, 2));
    }

    @Test
    void thatRpcServesItMustBeSeenAsWell() {
        look();
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = () -> https = renewed.certificate();
        look();

        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("could not reload Consul, and keeps trying: after it RPC served serial " + serial(old));
    }

    @Test
    void whoListensOnTheUsualPortIsNotGreetedWhileTheServersOwnIsUnknown() {
        rpc = new ConsulResult.Seen<>(renewed.certificate());
        look(Observations.follower()
                .self(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms"))
                .made());
        look(Observations.follower().address("127.0.0.1:x").made());
        look(Observations.follower().address("127.0.0.1:70000").made());

        assertThat(greeted).isEmpty();
        assertThat(consul.orders).isEmpty();
    }

    @Test
    void theServersOwnPortIsTheOneThatItTells() {
        look(Observations.follower().address("[::1]:8310").made());

        assertThat(greeted).containsExactly(8310);
    }

    @Test
    void aReloadIsNotCalledSeenOnAPortThatIsUnknown() {
        look();
        greeted.clear();
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = this::serveRenewed;
        look(Observations.follower()
                .self(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms"))
                .made());

        assertThat(greeted).isEmpty();
        assertThat(log)
                .containsExactly(
                        "could not reload Consul, and keeps trying: after it which certificate RPC serves is unknown: agent/self has not reported the server's RPC port");
    }

    @Test
    void aBrokenMountIsToldOnceAndNothingIsReloaded() {
        look();
        mount = new MountedTls.Broken("consul-key.key does not belong to consul.crt");
        look();
        assertThat(log).isEmpty();

        look();
        look();

        assertThat(log)
                .containsExactly(
                        "the mounted certificates are not reloaded: consul-key.key does not belong to consul.crt; Consul keeps the certificates that it has");
        assertThat(consul.orders).isEmpty();
    }

    @Test
    void aMountThatIsSeenHalfReplacedIsReloadedWhenItIsWhole() {
        look();
        mount = new MountedTls.Broken("consul-key.key does not belong to consul.crt");
        look();
        mount = MountedExamples.mount("new", renewed);
        consul.onReload = this::serveRenewed;
        look();

        assertThat(log).singleElement().asString().startsWith("reloaded Consul: ");
    }

    @Test
    void aTokenThatDoesNotSufficeIsSaidToBeMissing() {
        look();
        mount = MountedExamples.mount("new", renewed);
        consul.answer = ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied");
        look();

        assertThat(log)
                .containsExactly(
                        "could not reload Consul, and keeps trying: status 403: Permission denied; lictor.sidecar.token-file, or token in the token-secret, must be a token with agent:write");
    }

    @Test
    void aConsulThatDoesNotListenIsNotTold() {
        mount = MountedExamples.mount("new", renewed);
        look(Observations.failed(new ConsulError(Cause.REFUSED, "Connection refused"))
                .made());
        look(Observations.failed(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms"))
                .made());

        assertThat(consul.orders).isEmpty();
    }

    @Test
    void anIsolatedServerIsJoinedToEachPeerAndThoseThatCouldNotBeReachedHoldUpNoOther() {
        members = MountedExamples.members("consul-2");
        consul.unreachable = List.of("consul-0.consul.svc");
        look();
        look(Duration.ofSeconds(5));

        assertThat(consul.orders).containsExactly("join consul-0.consul.svc", "join consul-1.consul.svc");
        assertThat(log).containsExactly(APART, "joined consul-1.consul.svc: this server saw 1 of 3 servers in gossip");
        assertThat(reconciler.actionCounters().joined()).isEqualTo(1);
    }

    @Test
    void peersThatCannotBeReachedAreToldOfOnce() {
        members = MountedExamples.members("consul-2");
        consul.unreachable = MountedExamples.PEERS;
        look();
        look(Duration.ofSeconds(5));
        look(Duration.ofSeconds(10));

        assertThat(consul.orders).hasSize(4);
        assertThat(log)
                .containsExactly(
                        APART,
                        "could not join its peers, and keeps trying: consul-0.consul.svc: no route to host; consul-1.consul.svc: no route to host");
        assertThat(reconciler.actionCounters().joinFailures()).isEqualTo(2);
    }

    @Test
    void nothingElseIsDoneWhileAJoinIsUnderWay() {
        members = MountedExamples.members("consul-2");
        consul.held = new CompletableFuture<>();
        look();
        look(Duration.ofSeconds(5));
        look(Duration.ofSeconds(60));
        assertThat(consul.orders).containsExactly("join consul-0.consul.svc");

        consul.held.complete(new ConsulResult.Seen<>(ConsulCommands.Done.DONE));

        assertThat(consul.orders).containsExactly("join consul-0.consul.svc", "join consul-1.consul.svc");
        assertThat(log).hasSize(2);
    }

    private void serveRenewed() {
        https = renewed.certificate();
        rpc = new ConsulResult.Seen<>(renewed.certificate());
    }

    private void look() {
        look(Duration.ofSeconds(1));
    }

    private void look(Duration later) {
        now = now.plus(later);
        look(Observations.follower().leader(new ConsulResult.Seen<>("")).made());
    }

    private void look(Observation observation) {
        assertThat(reconciler.reconcile(observation, members)).isNotNull();
    }

    private static String serial(CertificateAndKey leaf) {
        return TlsBundle.serial(leaf.certificate());
    }

    /** Shows what the test has it serve. */
    private final class Shown implements ServedCertificates {
        @Override
        public CompletionStage<ConsulResult<X509Certificate>> https() {
            return CompletableFuture.completedStage(new ConsulResult.Seen<>(https));
        }

        @Override
        public CompletionStage<ConsulResult<X509Certificate>> rpc(int port) {
            if (broken) {
                throw new IllegalArgumentException("port out of range: " + port);
            }
            greeted.add(port);
            return CompletableFuture.completedStage(rpc);
        }
    }

    /** Keeps in mind what it was told. */
    private static final class Played implements ConsulCommands {
        private final List<String> orders = new ArrayList<>();
        private ConsulResult<Done> answer = new ConsulResult.Seen<>(Done.DONE);
        private List<String> unreachable = List.of();
        private CompletableFuture<ConsulResult<Done>> held = CompletableFuture.completedFuture(answer);
        private Runnable onReload = () -> {};

        @Override
        public CompletionStage<ConsulResult<List<ServerHealth>>> health() {
            throw new AssertionError("nobody asks for it");
        }

        @Override
        public CompletionStage<ConsulResult<Done>> join(String address) {
            orders.add("join " + address);
            return unreachable.contains(address)
                    ? CompletableFuture.completedStage(ConsulResult.failed(Cause.STATUS, "no route to host"))
                    : held;
        }

        @Override
        public CompletionStage<ConsulResult<Done>> reload() {
            orders.add("reload");
            onReload.run();
            return CompletableFuture.completedStage(answer);
        }

        @Override
        public CompletionStage<ConsulResult<Done>> transferLeadership(String id) {
            throw new AssertionError("a sidecar hands nothing over");
        }
    }
}
