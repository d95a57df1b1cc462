package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.cluster.KeyType;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A certificate near its end: the Job renews it, the kubelet updates the mount, the sidecar reloads Consul, and no pod restarts. */
@ExtendWith(SharedCluster.class)
class CertificateE2E {
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration LEFT = Duration.ofMinutes(10);
    private static final String SECRET = "consul-tls";
    private static final int DNS_NAME = 2;

    @Test
    void itIsRenewedAndServedWithoutARestart(TestCluster place) throws CertificateParsingException {
        try (var cluster = FirstBootstrap.of(place, "renewed", "1.22.7", Map.of())) {
            var nearItsEnd = nearItsEnd(cluster);

            FaultScenario.of("certificate near its end renewed", cluster, (figures, stopwatch) -> {
                var before = cluster.podStates();
                replace(cluster, nearItsEnd);
                awaitServed(cluster, end(nearItsEnd));
                figures.time("Secret written by hand to its certificate served by all", stopwatch.elapsed());

                var renewal = new Stopwatch();
                cluster.start();
                var log = cluster.awaitJob();
                figures.time(
                        "kubectl apply to the end of the Job, which has seen the new one served", renewal.elapsed());

                assertThat(log)
                        .anyMatch(line -> line.startsWith("secret/" + SECRET + " changed: ")
                                && line.contains("less than a third of its life is left"))
                        .contains("passed: each server serves the certificate of secret/" + SECRET);
                awaitServed(cluster, end(stored(cluster)));
                assertThat(end(stored(cluster))).isGreaterThan(end(nearItsEnd));
                assertThat(cluster.podStates()).as("nothing has restarted").isEqualTo(before);
            });
        }
    }

    /** A certificate that the Job would have issued {@link #LIFE} ago, by the same CA and with the same names. */
    private static CertificateAndKey nearItsEnd(ConsulCluster cluster) throws CertificateParsingException {
        var key = Pem.readKey(text(cluster, "consul-ca", "ca.key"), "the CA's key");
        var issuer = Pem.readCertificate(text(cluster, "consul-ca", "ca.crt"), "the CA");
        var profile = new LeafProfile(
                "server.dc1.consul",
                names(stored(cluster), true),
                names(stored(cluster), false),
                List.of(),
                KeyType.EC_P256);
        return new CertificateIssuer(new CertificateAndKey(issuer, key), new SecureRandom())
                .issue(profile, LIFE, Instant.now().minus(LIFE).plus(LEFT));
    }

    private static List<String> names(X509Certificate certificate, boolean ofDns) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames().stream()
                .filter(name -> name.getFirst().equals(DNS_NAME) == ofDns)
                .map(name -> (String) name.get(1))
                .toList();
    }

    /** By HTTP, since a key has no place on a command line. */
    private static void replace(ConsulCluster cluster, CertificateAndKey leaf) {
        var kubernetes = cluster.kubernetes();
        var path = "/api/v1/namespaces/%s/secrets/%s".formatted(cluster.shape().namespace(), SECRET);
        var secret = (ObjectNode) kubernetes.get(path, Duration.ofSeconds(10)).json();
        secret.withObject("/data")
                .put("consul.crt", base64(Pem.certificate(leaf.certificate())))
                .put("consul-key.key", base64(Pem.key(leaf.key())));
        assertThat(kubernetes
                        .put(path, secret.toString(), Duration.ofSeconds(10))
                        .status())
                .isEqualTo(200);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static X509Certificate stored(ConsulCluster cluster) {
        return Pem.readCertificate(text(cluster, SECRET, "consul.crt"), "the servers' certificate");
    }

    private static String text(ConsulCluster cluster, String secret, String key) {
        var encoded =
                cluster.kubectl("get", "secret", secret, "--output=jsonpath={.data." + key.replace(".", "\\.") + "}");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private static double end(CertificateAndKey leaf) {
        return end(leaf.certificate());
    }

    private static double end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().getEpochSecond();
    }

    private static void awaitServed(ConsulCluster cluster, double end) {
        cluster.within(
                ConsulCluster.TIMEOUT,
                "the certificate that ends at " + end + " served by all",
                () -> cluster.pods().stream()
                        .allMatch(pod -> served(cluster, pod).orElse(0) == end));
    }

    /** When the certificate ends that Consul serves to new connections, as its sidecar has seen it, in seconds since 1970. */
    private static OptionalDouble served(ConsulCluster cluster, String pod) {
        return cluster.metrics(pod)
                .lines()
                .filter(line ->
                        line.startsWith("lictor_certificate_expiry_timestamp_seconds{") && line.contains("\"served\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }
}
