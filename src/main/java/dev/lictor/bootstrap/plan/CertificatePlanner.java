package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.KeyMaterialSource;
import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.ReissueRules;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Decides about the certificates of servers and clients: issued where the CA's key is at hand; where it is not, what works is kept
 * and what does not is refused.
 */
final class CertificatePlanner {
    private static final CertificateDecision ISSUED =
            new CertificateDecision.Write(new KeyMaterialSource.Made(), "issued");

    private final PlanningContext situation;
    private final ClusterSpec spec;
    private final CaDecision signing;

    CertificatePlanner(PlanningContext situation, CaDecision signing) {
        this.situation = situation;
        this.spec = situation.spec();
        this.signing = signing;
    }

    CertificateDecision absent(KeyMaterialKind part) {
        var brought = brought(part);
        if (brought.isPresent()) {
            return store(brought.get());
        }
        return switch (signing) {
            case CaDecision.Fresh fresh -> ISSUED;
            case CaDecision.Refused refused -> ISSUED; // or it would be, and nothing is carried out
            case CaDecision.Known(var step, var authority) -> authority.key().isPresent() ? ISSUED : withoutKey(part);
        };
    }

    /** @throws dev.lictor.pki.BrokenKeyMaterialException if what is there cannot be read */
    CertificateDecision present(KeyMaterialKind part, Secret live) {
        var leaf = part == KeyMaterialKind.CLIENT ? SecretKeyReader.client(live) : SecretKeyReader.server(live);
        var trusted = SecretKeyReader.trusted(live);
        var brought = brought(part).filter(own -> !own.shown().equals(leaf.shown()));
        if (brought.isPresent()) {
            return store(brought.get());
        }
        var until =
                "certificate valid until " + leaf.certificate().getNotAfter().toInstant();
        return switch (signing) {
            case CaDecision.Fresh fresh ->
                new CertificateDecision.Write(new KeyMaterialSource.Made(), "issued by another CA");
            case CaDecision.Refused refused -> new CertificateDecision.Keep(until);
            case CaDecision.Known(var step, var authority) -> {
                var valid = until + others(trusted, authority);
                var wanted = wanted(authority, part);
                Optional<String> unlisted = trusted.contains(authority.certificate())
                        ? Optional.empty()
                        : Optional.of("ca.crt does not hold the CA's certificate");
                var defect = unlisted.filter(why -> !authority.isBelievedBy(trusted, situation.now()))
                        .or(() -> ReissueRules.defect(leaf, wanted, situation.now()));
                var due = unlisted.or(() -> ReissueRules.objection(leaf, wanted, situation.now()));
                if (due.isEmpty()) {
                    yield new CertificateDecision.Keep(valid);
                }
                if (authority.key().isEmpty()) {
                    yield defect.<CertificateDecision>map(
                                    why -> new CertificateDecision.Refuse(why + "; " + remedy(part)))
                            .orElseGet(() -> new CertificateDecision.Keep(
                                    "%s although it should be issued anew (%s), for which the CA's key is missing: %s"
                                            .formatted(valid, due.get(), remedy(part))));
                }
                yield defect.isEmpty() && situation.isTakenOver(live)
                        ? new CertificateDecision.Keep(valid + ", issued anew by the next run: " + due.get())
                        : new CertificateDecision.Write(new KeyMaterialSource.Made(), due.get());
            }
        };
    }

    /** They are never dropped here: only a person knows when nobody shows a certificate of theirs any more. */
    private static String others(List<X509Certificate> trusted, Ca authority) {
        var others = trusted.stream()
                .filter(each -> !authority.chain().contains(each))
                .map(Fingerprint::of)
                .toList();
        return others.isEmpty()
                ? ""
                : ", ca.crt goes on to trust other CAs, too: SHA-256 " + String.join(" and ", others);
    }

    /** A certificate that was brought must not be one that the next run would replace. */
    private CertificateDecision store(CertificateAndKey brought) {
        return switch (signing) {
            case CaDecision.Fresh fresh ->
                new CertificateDecision.Refuse(
                        "the certificate of --server-cert-file needs the CA that issued it; bring it, too: --ca-cert-file");
            case CaDecision.Refused refused -> new CertificateDecision.Keep("certificate of --server-cert-file");
            case CaDecision.Known(var step, var authority) -> {
                var wanted = wanted(authority, KeyMaterialKind.SERVER);
                var objection = authority.key().isPresent()
                        ? ReissueRules.objection(brought, wanted, situation.now())
                        : ReissueRules.defect(brought, wanted, situation.now());
                yield objection
                        .<CertificateDecision>map(why -> new CertificateDecision.Refuse(
                                "the certificate of --server-cert-file cannot be used: %s; bring another, or none"
                                        .formatted(why)))
                        .orElseGet(() -> new CertificateDecision.Write(
                                new KeyMaterialSource.OfServers(brought),
                                "the certificate of --server-cert-file, valid until "
                                        + brought.certificate().getNotAfter().toInstant()));
            }
        };
    }

    /** Servers do without a client's certificate. */
    private static CertificateDecision withoutKey(KeyMaterialKind part) {
        return part == KeyMaterialKind.CLIENT
                ? new CertificateDecision.Keep("none")
                : new CertificateDecision.Refuse(
                        "is not there, and nothing can be issued without the CA's key; " + remedy(part));
    }

    private static String remedy(KeyMaterialKind part) {
        return part == KeyMaterialKind.CLIENT
                ? "give --ca-key-file"
                : "give --ca-key-file, or a certificate by --server-cert-file and --server-key-file";
    }

    private ReissueRules.Wanted wanted(Ca authority, KeyMaterialKind part) {
        return new ReissueRules.Wanted(
                authority.certificate(),
                part == KeyMaterialKind.CLIENT ? LeafProfile.ofClients(spec) : LeafProfile.ofServers(spec));
    }

    private Optional<CertificateAndKey> brought(KeyMaterialKind part) {
        return part == KeyMaterialKind.SERVER ? situation.request().keys().server() : Optional.empty();
    }
}
