package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.pki.TlsBundle;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks whether Consul serves the mounted certificate, on HTTPS and on RPC: at the start, and after each reload. */
final class ServedCertificateCheck {
    private static final CompletionStage<ConsulResult<X509Certificate>> UNKNOWN_PORT = CompletableFuture.completedStage(
            ConsulResult.failed(ConsulError.Cause.NETWORK, "agent/self has not reported the server's RPC port"));

    private final ServedCertificates served;

    ServedCertificateCheck(ServedCertificates served) {
        this.served = served;
    }

    /** @param rpcPort empty while it is unknown, and then so is the certificate that RPC serves */
    CompletionStage<Comparison> compare(MountedTls.Whole mount, Optional<Integer> rpcPort) {
        return served.https()
                .thenCombine(
                        rpcPort.map(served::rpc).orElse(UNKNOWN_PORT),
                        (https, rpc) -> new Comparison(mount, https, rpc));
    }

    /** The mounted certificate, and the answers of both ports. */
    record Comparison(MountedTls.Whole mount, ConsulResult<X509Certificate> https, ConsulResult<X509Certificate> rpc) {
        /** The verdict without a reload: as long as no file has changed, an unknown certificate on RPC is taken to be the one on HTTPS. */
        ActionResult withoutReload() {
            return other().<ActionResult>map(words -> new ActionResult.ServingOther(mount, words))
                    .or(() -> unknown("HTTPS", https).map(ActionResult.Unknown::new))
                    .orElseGet(() -> new ActionResult.Serving(mount));
        }

        /** The verdict on a reload: both ports must be seen to serve the mounted certificate. */
        ActionResult afterReload(String why) {
            return other().or(() -> unknown("HTTPS", https))
                    .or(() -> unknown("RPC", rpc))
                    .<ActionResult>map(words -> new ActionResult.NotReloaded(mount, "after it " + words))
                    .orElseGet(() -> new ActionResult.Reloaded(mount, why));
        }

        private Optional<String> other() {
            return other("HTTPS", https).or(() -> other("RPC", rpc));
        }

        private Optional<String> other(String port, ConsulResult<X509Certificate> answer) {
            return answer.seen()
                    .filter(shown -> !shown.equals(mount.server()))
                    .map(shown -> "%s served serial %s and not the mounted %s"
                            .formatted(port, TlsBundle.serial(shown), TlsBundle.serial(mount.server())));
        }

        private static Optional<String> unknown(String port, ConsulResult<X509Certificate> answer) {
            return answer.failure()
                    .map(failure -> "which certificate %s serves is unknown: %s".formatted(port, failure.words()));
        }
    }
}
