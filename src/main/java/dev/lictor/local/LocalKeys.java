package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CaRules;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.KeyMaterialFile;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import dev.lictor.pki.ReissueRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The CA, the servers' certificates and the gossip key of a folder. The first run creates them; later runs check and reuse them. */
public final class LocalKeys {
    private static final String CA_KEY = "ca.key";
    private static final String GOSSIP_KEY = "gossip.key";

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random;

    LocalKeys(Path folder, InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    static Path caFolder(Path folder) {
        return folder.resolve("ca");
    }

    public static Path caCertificate(Path folder) {
        return caFolder(folder).resolve(ConsulConfiguration.CA_FILE);
    }

    /**
     * Reads the folder's CA, or creates one if there is none.
     *
     * @throws CannotStartException if there is a CA that cannot be used
     */
    CertificateIssuer ca(ClusterSpec spec) {
        var directory = caFolder(folder);
        if (!Files.exists(directory)) {
            var made = CertificateIssuer.create(CaProfile.of(spec), clock.instant(), random);
            // A rename shows certificate and key at the same moment. With only one of them every later run would fail.
            var temporary = folder.resolve("ca.new");
            PrivateFile.createPassage(temporary);
            PrivateFile.write(temporary.resolve(CA_KEY), Pem.caKey(made.own()));
            // Clients that run as other users need the CA certificate.
            PrivateFile.writePublic(
                    temporary.resolve(ConsulConfiguration.CA_FILE), Pem.certificate(made.certificate()));
            PrivateFile.rename(temporary, directory);
            return made;
        }
        try {
            var file = directory.resolve(ConsulConfiguration.CA_FILE);
            var ca = Ca.of(file(file).ca(), Optional.of(readKey(directory.resolve(CA_KEY))));
            var wanted = new CaRules.Wanted(List.of(LeafProfile.ofServers(spec)), clock.instant());
            CaRules.violation(ca, wanted).ifPresent(violation -> {
                throw unusable(violation.reason());
            });
            PrivateFile.createPassage(directory);
            PrivateFile.writePublic(file, Pem.certificates(ca.chain()));
            return new CertificateIssuer(ca.certificateAndKey().orElseThrow(), random);
        } catch (BrokenKeyMaterialException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /** Writes a certificate of this CA into a server's folder, unless a valid one is there. */
    void serverCertificate(CertificateIssuer ca, ClusterSpec spec, Path tls) {
        var certificate = tls.resolve(ConsulConfiguration.CERTIFICATE_FILE);
        var key = tls.resolve(ConsulConfiguration.KEY_FILE);
        var profile = LeafProfile.ofServers(spec);
        var wanted = new ReissueRules.Wanted(ca.certificate(), profile);
        PrivateFile.createDirectory(tls);
        PrivateFile.write(
                tls.resolve(ConsulConfiguration.CA_FILE),
                Pem.certificates(ca.own().shown()));
        if (stored(certificate, key)
                .filter(pair ->
                        ReissueRules.reason(pair, wanted, clock.instant()).isEmpty())
                .isEmpty()) {
            var issued = ca.issue(profile, spec.certificates().server(), clock.instant());
            PrivateFile.write(key, Pem.key(issued.key()));
            PrivateFile.write(certificate, Pem.certificates(issued.shown()));
        }
    }

    /** @param data whether servers have data, which a new key would not fit */
    GossipKey gossip(boolean data) {
        var file = folder.resolve(GOSSIP_KEY);
        if (Files.exists(file)) {
            try {
                return GossipKey.parse(PrivateFile.read(file));
            } catch (BrokenKeyMaterialException e) {
                throw new CannotStartException(
                        "%s: %s; restore it, or start a new cluster in another --dir".formatted(file, e.getMessage()),
                        e);
            }
        }
        if (data) {
            throw new CannotStartException(
                    "%s is missing, and the servers' data cannot be used without it; restore it, or start a new cluster in another --dir"
                            .formatted(file));
        }
        var key = GossipKey.generate(random);
        PrivateFile.write(file, key.base64() + "\n");
        return key;
    }

    /** Empty also if the certificate cannot be parsed: it is issued again, because only this folder's servers use it. */
    private static Optional<CertificateAndKey> stored(Path certificate, Path key) {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(certificate, key));
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        }
    }

    private static CertificateAndKey read(Path certificate, Path key) {
        return CertificateAndKey.of(file(certificate).certificates(), readKey(key));
    }

    private static PrivateKey readKey(Path file) {
        return file(file).key();
    }

    private static KeyMaterialFile file(Path file) {
        return KeyMaterialFile.forConsul(PrivateFile.read(file), file.toString());
    }

    private CannotStartException unusable(String reason) {
        return new CannotStartException("""
                the CA in %s cannot be used: %s
                move %1$s away, and the next start creates a new CA and new certificates; the servers' data stays""".formatted(caFolder(folder), reason));
    }
}
