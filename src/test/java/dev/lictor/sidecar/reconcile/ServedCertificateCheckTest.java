package dev.lictor.sidecar.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.TlsBundle;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ServedCertificateCheckTest {
    private static final Optional<Integer> RPC_PORT = Optional.of(8300);
    private static final ConsulResult<X509Certificate> SILENT = ConsulResult.failed(Cause.REFUSED, "no answer");

    private final CertificateIssuer ca = MountedExamples.ca();
    private final CertificateAndKey mounted = MountedExamples.leaf(ca);
    private final CertificateAndKey earlier = MountedExamples.leaf(ca);
    private final MountedTls.Whole mount = MountedExamples.mount("files", mounted);

    private ConsulResult<X509Certificate> https = served(mounted);
    private ConsulResult<X509Certificate> rpc = served(mounted);

    @Test
    void bothPortsServeTheMountedCertificate() {
        assertThat(withoutReload()).isEqualTo(new ActionResult.Serving(mount));
        assertThat(afterReload()).isEqualTo(new ActionResult.Reloaded(mount, "why"));
    }

    @Test
    void anEarlierCertificateOnOnePortCountsForBoth() {
        rpc = served(earlier);

        var words = "RPC served serial %s and not the mounted %s".formatted(serial(earlier), serial(mounted));
        assertThat(withoutReload()).isEqualTo(new ActionResult.ServingOther(mount, words));
        assertThat(afterReload()).isEqualTo(new ActionResult.NotReloaded(mount, "after it " + words));
    }

    @Test
    void anEarlierCertificateOnRpcIsSeenAlsoIfHttpsDoesNotAnswer() {
        https = SILENT;
        rpc = served(earlier);

        assertThat(withoutReload()).isInstanceOf(ActionResult.ServingOther.class);
    }

    @Test
    void anUnknownCertificateOnHttpsIsUnknown() {
        https = SILENT;

        var words = "which certificate HTTPS serves is unknown: no answer";
        assertThat(withoutReload()).isEqualTo(new ActionResult.Unknown(words));
        assertThat(afterReload()).isEqualTo(new ActionResult.NotReloaded(mount, "after it " + words));
    }

    @Test
    void anUnknownCertificateOnRpcCountsOnlyAfterAReload() {
        rpc = SILENT;

        assertThat(withoutReload()).isEqualTo(new ActionResult.Serving(mount));
        assertThat(afterReload())
                .isEqualTo(new ActionResult.NotReloaded(
                        mount, "after it which certificate RPC serves is unknown: no answer"));
    }

    @Test
    void withoutItsPortRpcIsUnknownAndIsNotAsked() {
        rpc = served(earlier);

        assertThat(comparison(Optional.empty()).withoutReload()).isEqualTo(new ActionResult.Serving(mount));
        assertThat(comparison(Optional.empty()).afterReload("why"))
                .isEqualTo(
                        new ActionResult.NotReloaded(
                                mount,
                                "after it which certificate RPC serves is unknown: agent/self has not reported the server's RPC port"));
    }

    private ActionResult withoutReload() {
        return comparison(RPC_PORT).withoutReload();
    }

    private ActionResult afterReload() {
        return comparison(RPC_PORT).afterReload("why");
    }

    private ServedCertificateCheck.Comparison comparison(Optional<Integer> rpcPort) {
        return new ServedCertificateCheck(new Ports())
                .compare(mount, rpcPort)
                .toCompletableFuture()
                .join();
    }

    private static ConsulResult<X509Certificate> served(CertificateAndKey leaf) {
        return new ConsulResult.Seen<>(leaf.certificate());
    }

    private static String serial(CertificateAndKey leaf) {
        return TlsBundle.serial(leaf.certificate());
    }

    private final class Ports implements ServedCertificates {
        @Override
        public CompletionStage<ConsulResult<X509Certificate>> https() {
            return CompletableFuture.completedStage(https);
        }

        @Override
        public CompletionStage<ConsulResult<X509Certificate>> rpc(int port) {
            assertThat(port).isEqualTo(8300);
            return CompletableFuture.completedStage(rpc);
        }
    }
}
