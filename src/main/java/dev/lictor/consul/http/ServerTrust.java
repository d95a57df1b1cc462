package dev.lictor.consul.http;

import dev.lictor.text.Foreign;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides which server is trusted: a server with a certificate of a mounted CA, for the host name or address of the connection. A sidecar's own
 * server on loopback is also trusted if its certificate has expired or comes from an earlier mount: the server serves that certificate
 * until it reloads, and the request to reload uses the same connection. All clients of one server share one object, because each of them may
 * be the first to see a new mount.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    /** Earlier mounts that are remembered: more renewals than happen before a server reloads once. */
    private static final int MOST_MOUNTS = 8;

    /** The contents of a mount: the CA certificates and, if it could be read, the server's certificate. */
    private record Mounted(List<X509Certificate> cas, Optional<X509Certificate> server) {
        Stream<X509Certificate> all() {
            return Stream.concat(cas.stream(), server.stream());
        }
    }

    /** A check by one method of a trust manager: with the name of a connection, or without a name. */
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private final boolean ownServer;

    /** Newest first. The earlier ones are kept until the newest alone is enough to trust a server. */
    private List<Mounted> mounts = List.of();

    public ServerTrust(ConsulEndpoint endpoint) {
        this(endpoint.onLoopback());
    }

    /** @param ownServer whether only the sidecar's own server can answer, which may serve a certificate of an earlier mount */
    ServerTrust(boolean ownServer) {
        this.ownServer = ownServer;
    }

    /**
     * Uses these files from now on.
     *
     * @throws IOException if the CA certificates cannot be read
     */
    synchronized void mounted(TlsFiles files) throws IOException {
        var mount = new Mounted(cas(files), files.own().flatMap(own -> server(own.certificate())));
        if (mounts.isEmpty() || !mounts.getFirst().equals(mount)) {
            mounts = Stream.concat(Stream.of(mount), mounts.stream().filter(before -> !before.equals(mount)))
                    .limit(MOST_MOUNTS)
                    .toList();
        }
    }

    private static List<X509Certificate> cas(TlsFiles files) throws IOException {
        try {
            return certificates(files.ca());
        } catch (CertificateException e) {
            throw new IOException("the CA bundle: " + e.getMessage(), e);
        }
    }

    private static Optional<X509Certificate> server(String pem) {
        try {
            return certificates(pem).stream().findFirst();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> certificates(String pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, type, manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, type, manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, type, manager -> manager.checkServerTrusted(chain, type));
    }

    private void check(X509Certificate[] chain, String type, Check check) throws CertificateException {
        var seen = mounts();
        var current = seen.getFirst();
        var refusal = refusal(check, manager(current.cas(), Optional.empty()));
        if (refusal.isEmpty()) {
            forget(seen);
            return;
        }
        var known = ownServer ? seen.stream().flatMap(Mounted::all).toList() : current.cas();
        var ignoringExpiry = manager(known, Optional.of(firstEnd(chain)));
        var otherRefusal = refusal(check, ignoringExpiry);
        if (ownServer && otherRefusal.isEmpty()) {
            return;
        }
        boolean knownIssuer = refusal(by -> by.checkServerTrusted(chain, type), ignoringExpiry)
                .isEmpty();
        throw new UntrustedServerException(words(chain[0], current, otherRefusal, knownIssuer, refusal.get()));
    }

    private synchronized List<Mounted> mounts() {
        if (mounts.isEmpty()) {
            throw new IllegalStateException("no mount was read yet");
        }
        return mounts;
    }

    /** Drops earlier mounts, because the server uses the newest one. */
    private synchronized void forget(List<Mounted> seen) {
        if (mounts.equals(seen)) {
            mounts = List.of(seen.getFirst());
        }
    }

    private static Optional<CertificateException> refusal(Check check, X509ExtendedTrustManager manager) {
        try {
            check.by(manager);
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(e);
        }
    }

    /** The first expiry in a chain. At that time no certificate of the chain had expired. */
    private static Date firstEnd(X509Certificate[] chain) {
        return Arrays.stream(chain)
                .map(X509Certificate::getNotAfter)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** @param at the time of the check; now if empty */
    private static X509ExtendedTrustManager manager(Collection<X509Certificate> anchors, Optional<Date> at)
            throws CertificateException {
        try {
            var parameters = new PKIXBuilderParameters(
                    anchors.stream()
                            .map(anchor -> new TrustAnchor(anchor, null))
                            .collect(Collectors.toSet()),
                    new X509CertSelector());
            parameters.setRevocationEnabled(false);
            at.ifPresent(parameters::setDate);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new IllegalStateException("the JDK has a PKIX trust manager");
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the CA bundle: " + e.getMessage(), e);
        }
    }

    /** The error and its remedy, which depends on the error. {@code otherRefusal} is the refusal when expiry is ignored. */
    private static String words(
            X509Certificate shown,
            Mounted current,
            Optional<CertificateException> otherRefusal,
            boolean knownIssuer,
            CertificateException refusal) {
        var serial = shown.getSerialNumber().toString(16);
        if (otherRefusal.isEmpty()) {
            return "Consul serves a certificate, serial %s, that is valid from %s to %s; mount a valid one and reload Consul"
                    .formatted(
                            serial,
                            shown.getNotBefore().toInstant(),
                            shown.getNotAfter().toInstant());
        }
        if (knownIssuer) {
            return "Consul serves a certificate, serial %s, that does not name the address of the connection: %s; mount a certificate that names it"
                    .formatted(
                            serial,
                            Foreign.line(String.valueOf(otherRefusal.get().getMessage())));
        }
        if (isOfUnknownIssuer(otherRefusal.get())) {
            return "Consul serves a certificate, serial %s, of CA '%s', and ca.crt holds %s; if that CA is yours, keep it in ca.crt beside the others until every server serves a certificate of another CA"
                    .formatted(
                            serial, Foreign.line(shown.getIssuerX500Principal().getName()), names(current));
        }
        return "Consul serves a certificate, serial %s, that cannot be trusted: %s"
                .formatted(serial, Foreign.line(String.valueOf(refusal.getMessage())));
    }

    private static boolean isOfUnknownIssuer(CertificateException refusal) {
        return Stream.<Throwable>iterate(refusal, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(cause -> cause instanceof CertPathBuilderException
                        || (cause instanceof CertPathValidatorException path
                                && (path.getReason() == PKIXReason.NO_TRUST_ANCHOR
                                        || path.getReason() == BasicReason.INVALID_SIGNATURE)));
    }

    /** Names with serial numbers, because two CAs may have the same name. */
    private static String names(Mounted current) {
        return current.cas().stream()
                .map(ca -> "'%s', serial %s"
                        .formatted(
                                Foreign.line(ca.getSubjectX500Principal().getName()),
                                ca.getSerialNumber().toString(16)))
                .collect(Collectors.joining(" and "));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new UntrustedServerException("this trust manager checks servers only");
    }

    @Override
    public synchronized X509Certificate[] getAcceptedIssuers() {
        return mounts.stream().limit(1).flatMap(mount -> mount.cas().stream()).toArray(X509Certificate[]::new);
    }
}
