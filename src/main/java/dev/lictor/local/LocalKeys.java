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

/** The CA, the servers' certificates and the gossip key of a folder: made by the first run, checked and used again by later ones. */
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

    static Path authority(Path folder) {
        return folder.resolve("ca");
    }

    public static Path authorityCertificate(Path folder) {
        return authority(folder).resolve(ConsulConfiguration.CA_FILE);
    }

    /** @throws CannotStartException if there is one that cannot be used */
    CertificateIssuer authority(ClusterSpec spec) {
        var directory = authority(folder);
        if (!Files.exists(directory)) {
            var made = CertificateIssuer.create(CaProfile.of(spec), clock.instant(), random);
            // The pair appears at once, for half a pair would stop every later run.
            var temporary = folder.resolve("ca.new");
            PrivateFile.createPassage(temporary);
            PrivateFile.write(temporary.resolve(CA_KEY), Pem.authorityKey(made.own()));
            // Clients of other users need it, too.
            PrivateFile.writePublic(
                    temporary.resolve(ConsulConfiguration.CA_FILE), Pem.certificate(made.certificate()));
            PrivateFile.rename(temporary, directory);
            return made;
        }
        try {
            var file = directory.resolve(ConsulConfiguration.CA_FILE);
            var authority = Ca.of(
                    Pem.readAuthority(PrivateFile.read(file), file.toString()),
                    Optional.of(readKey(directory.resolve(CA_KEY))));
            var wanted = new CaRules.Wanted(List.of(LeafProfile.ofServers(spec)), clock.instant());
            CaRules.objection(authority, wanted).ifPresent(objection -> {
                throw unusable(objection.reason());
            });
            PrivateFile.createPassage(directory);
            PrivateFile.writePublic(file, PrivateFile.read(file));
            return new CertificateIssuer(authority.signing().orElseThrow(), random);
        } catch (BrokenKeyMaterialException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /** Puts a certificate of this CA into a server's folder unless a good one is there. */
    void serverCertificate(CertificateIssuer authority, ClusterSpec spec, Path tls) {
        var certificate = tls.resolve(ConsulConfiguration.CERTIFICATE_FILE);
        var key = tls.resolve(ConsulConfiguration.KEY_FILE);
        var profile = LeafProfile.ofServers(spec);
        var wanted = new ReissueRules.Wanted(authority.certificate(), profile);
        PrivateFile.createDirectory(tls);
        PrivateFile.write(
                tls.resolve(ConsulConfiguration.CA_FILE),
                Pem.certificates(authority.own().shown()));
        if (stored(certificate, key)
                .filter(pair ->
                        ReissueRules.objection(pair, wanted, clock.instant()).isEmpty())
                .isEmpty()) {
            var issued = authority.issue(profile, spec.certificates().server(), clock.instant());
            PrivateFile.write(key, Pem.key(issued.key()));
            PrivateFile.write(certificate, Pem.certificates(issued.shown()));
        }
    }

    /** @param data whether servers have data already, which a new key would not fit */
    GossipKey gossip(boolean data) {
        var file = folder.resolve(GOSSIP_KEY);
        if (Files.exists(file)) {
            try {
                return GossipKey.parse(PrivateFile.read(file));
            } catch (BrokenKeyMaterialException e) {
                throw new CannotStartException(
                        "%s: %s; restore it, or begin anew in another --dir".formatted(file, e.getMessage()), e);
            }
        }
        if (data) {
            throw new CannotStartException(
                    "%s is missing, and the servers' data goes with it; restore it, or begin anew in another --dir"
                            .formatted(file));
        }
        var key = GossipKey.generate(random);
        PrivateFile.write(file, key.base64() + "\n");
        return key;
    }

    /** A server's certificate that cannot be read is made anew: nothing but this folder's servers knows it. */
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
        return CertificateAndKey.of(
                Pem.readCertificates(PrivateFile.read(certificate), certificate.toString()), readKey(key));
    }

    private static PrivateKey readKey(Path file) {
        return Pem.readKey(PrivateFile.read(file), file.toString());
    }

    private CannotStartException unusable(String reason) {
        return new CannotStartException("""
                the CA in %s cannot be used: %s
                move %1$s away, and the next start makes a new CA and new certificates; the servers' data stays""".formatted(authority(folder), reason));
    }
}
