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
 * Which server is trusted: one with a certificate of a mounted CA, for the name by which it is asked. A sidecar's own server on loopback is
 * also trusted when its certificate has expired or is of what was mounted before: it serves that until it is told to reload, and the reload
 * must be asked for over that very connection. Of one object by all that ask the same server, since what one of them has seen mounted counts
 * for all.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    /** Nobody renews that often before a server reloads once. */
    private static final int MOST_MOUNTS = 8;

    /** What a mount held: the CAs and, where it could be read, the server's certificate. */
    private record Mounted(List<X509Certificate> authorities, Optional<X509Certificate> server) {
        Stream<X509Certificate> all() {
            return Stream.concat(authorities.stream(), server.stream());
        }
    }

    /** A check by one of the trust manager's methods: without a name, or with that of a connection. */
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private final boolean ownServer;

    /** Newest first; those before it are kept until a server is trusted by the newest alone. */
    private List<Mounted> mounts = List.of();

    public ServerTrust(ConsulEndpoint endpoint) {
        this(endpoint.onLoopback());
    }

    /** @param ownServer whether only one's own server can answer, so that it may show what was mounted before */
    ServerTrust(boolean ownServer) {
        this.ownServer = ownServer;
    }

    /**
     * Trusts by these files from now on.
     *
     * @throws IOException if the CAs cannot be read
     */
    synchronized void mounted(TlsFiles files) throws IOException {
        var mount = new Mounted(authorities(files), files.own().flatMap(own -> server(own.certificate())));
        if (mounts.isEmpty() || !mounts.getFirst().equals(mount)) {
            mounts = Stream.concat(Stream.of(mount), mounts.stream().filter(before -> !before.equals(mount)))
                    .limit(MOST_MOUNTS)
                    .toList();
        }
    }

    private static List<X509Certificate> authorities(TlsFiles files) throws IOException {
        try {
            return certificates(files.authority());
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
        var refusal = refusal(check, manager(current.authorities(), Optional.empty()));
        if (refusal.isEmpty()) {
            forget(seen);
            return;
        }
        var known = ownServer ? seen.stream().flatMap(Mounted::all).toList() : current.authorities();
        var dateless = manager(known, Optional.of(firstEnd(chain)));
        var other = refusal(check, dateless);
        if (ownServer && other.isEmpty()) {
            return;
        }
        boolean knownIssuer =
                refusal(by -> by.checkServerTrusted(chain, type), dateless).isEmpty();
        throw new UntrustedServerException(words(chain[0], current, other, knownIssuer, refusal.get()));
    }

    private synchronized List<Mounted> mounts() {
        if (mounts.isEmpty()) {
            throw new IllegalStateException("nothing was mounted yet");
        }
        return mounts;
    }

    /** The newest is in use, so nothing needs what was before it. */
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

    /** By then none of them had ended. */
    private static Date firstEnd(X509Certificate[] chain) {
        return Arrays.stream(chain)
                .map(X509Certificate::getNotAfter)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** @param at as if it were then; now if absent */
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
            throw new IllegalStateException("every JDK has a trust manager of PKIX");
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the CA bundle: " + e.getMessage(), e);
        }
    }

    /** What is wrong and what mends it, which differs by what is wrong. */
    private static String words(
            X509Certificate shown,
            Mounted current,
            Optional<CertificateException> dateless,
            boolean knownIssuer,
            CertificateException refusal) {
        var serial = shown.getSerialNumber().toString(16);
        if (dateless.isEmpty()) {
            return "Consul serves a certificate, serial %s, that is valid from %s to %s; have Consul reload once a valid one is mounted"
                    .formatted(
                            serial,
                            shown.getNotBefore().toInstant(),
                            shown.getNotAfter().toInstant());
        }
        if (knownIssuer) {
            return "Consul serves a certificate, serial %s, that is not for the address by which it is asked: %s; mount one that names it"
                    .formatted(
                            serial, Foreign.line(String.valueOf(dateless.get().getMessage())));
        }
        if (isOfUnknownIssuer(dateless.get())) {
            return "Consul serves a certificate, serial %s, of CA '%s', and ca.crt holds %s; if that CA is yours, keep it in ca.crt beside the others until every server serves a certificate of another"
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

    /** With serial numbers, for another CA may have the same name. */
    private static String names(Mounted current) {
        return current.authorities().stream()
                .map(authority -> "'%s', serial %s"
                        .formatted(
                                Foreign.line(authority.getSubjectX500Principal().getName()),
                                authority.getSerialNumber().toString(16)))
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
        throw new UntrustedServerException("this is for servers alone");
    }

    @Override
    public synchronized X509Certificate[] getAcceptedIssuers() {
        return mounts.stream()
                .limit(1)
                .flatMap(mount -> mount.authorities().stream())
                .toArray(X509Certificate[]::new);
    }
}
