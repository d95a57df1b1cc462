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
 * Decides about the certificates of servers and clients. With the CA's key they are issued when due; without it, a certificate that
 * works is kept, and one that does not is refused.
 */
final class CertificatePlanner {
    private static final CertificateDecision ISSUED =
            new CertificateDecision.Write(new KeyMaterialSource.Made(), "issued");

    private final PlanningContext context;
    private final ClusterSpec spec;
    private final CaDecision caDecision;

    CertificatePlanner(PlanningContext context, CaDecision caDecision) {
        this.context = context;
        this.spec = context.spec();
        this.caDecision = caDecision;
    }

    CertificateDecision absent(KeyMaterialKind kind) {
        var supplied = supplied(kind);
        if (supplied.isPresent()) {
            return store(supplied.get());
        }
        return switch (caDecision) {
            case CaDecision.Fresh fresh -> ISSUED;
            case CaDecision.Refused refused -> ISSUED; // the CA's refusal stops the run, so nothing is issued
            case CaDecision.Known(var step, var ca) -> ca.key().isPresent() ? ISSUED : withoutKey(kind);
        };
    }

    /** @throws dev.lictor.pki.BrokenKeyMaterialException if what is there cannot be read */
    CertificateDecision present(KeyMaterialKind kind, Secret live) {
        var leaf = kind == KeyMaterialKind.CLIENT ? SecretKeyReader.client(live) : SecretKeyReader.server(live);
        var trusted = SecretKeyReader.trusted(live);
        var supplied = supplied(kind).filter(own -> !own.shown().equals(leaf.shown()));
        if (supplied.isPresent()) {
            return store(supplied.get());
        }
        var until =
                "certificate valid until " + leaf.certificate().getNotAfter().toInstant();
        return switch (caDecision) {
            case CaDecision.Fresh fresh ->
                new CertificateDecision.Write(new KeyMaterialSource.Made(), "issued by another CA");
            case CaDecision.Refused refused -> new CertificateDecision.Keep(until);
            case CaDecision.Known(var step, var ca) -> {
                var valid = until + others(trusted, ca);
                var wanted = wanted(ca, kind);
                Optional<String> unlisted = trusted.contains(ca.certificate())
                        ? Optional.empty()
                        : Optional.of("ca.crt does not hold the CA's certificate");
                var defect = unlisted.filter(why -> !ca.isTrustedBy(trusted, context.now()))
                        .or(() -> ReissueRules.defect(leaf, wanted, context.now()));
                var due = unlisted.or(() -> ReissueRules.reason(leaf, wanted, context.now()));
                if (due.isEmpty()) {
                    yield new CertificateDecision.Keep(valid);
                }
                if (ca.key().isEmpty()) {
                    yield defect.<CertificateDecision>map(
                                    why -> new CertificateDecision.Refuse(why + "; " + remedy(kind)))
                            .orElseGet(() -> new CertificateDecision.Keep(
                                    "%s although it should be issued anew (%s), for which the CA's key is missing: %s"
                                            .formatted(valid, due.get(), remedy(kind))));
                }
                yield defect.isEmpty() && context.isTakenOver(live)
                        ? new CertificateDecision.Keep(valid + ", issued anew by the next run: " + due.get())
                        : new CertificateDecision.Write(new KeyMaterialSource.Made(), due.get());
            }
        };
    }

    /** Names the other CAs that are trusted. They are never removed here: only an operator knows when no certificate of theirs is in use. */
    private static String others(List<X509Certificate> trusted, Ca ca) {
        var others = trusted.stream()
                .filter(each -> !ca.chain().contains(each))
                .map(Fingerprint::of)
                .toList();
        return others.isEmpty() ? "" : ", ca.crt still trusts other CAs: SHA-256 " + String.join(" and ", others);
    }

    /** Stores a supplied certificate, unless the next run would replace it. */
    private CertificateDecision store(CertificateAndKey supplied) {
        return switch (caDecision) {
            case CaDecision.Fresh fresh ->
                new CertificateDecision.Refuse(
                        "the certificate of --server-cert-file needs the CA that issued it; supply it, too: --ca-cert-file");
            case CaDecision.Refused refused -> new CertificateDecision.Keep("certificate of --server-cert-file");
            case CaDecision.Known(var step, var ca) -> {
                var wanted = wanted(ca, KeyMaterialKind.SERVER);
                var defect = ReissueRules.defect(supplied, wanted, context.now())
                        .map(why -> "the certificate of --server-cert-file cannot be used: %s; supply another, or none"
                                .formatted(why));
                Optional<String> reason = ca.key().isPresent()
                        ? defect.or(() -> ReissueRules.reason(supplied, wanted, context.now())
                                .map(why ->
                                        "the next run would issue another certificate than that of --server-cert-file, because the CA's key is known: %s; supply none, and one is issued now"
                                                .formatted(why)))
                        : defect;
                yield reason.<CertificateDecision>map(CertificateDecision.Refuse::new)
                        .orElseGet(() -> new CertificateDecision.Write(
                                new KeyMaterialSource.OfServers(supplied),
                                "the certificate of --server-cert-file, valid until "
                                        + supplied.certificate().getNotAfter().toInstant()));
            }
        };
    }

    /** Servers run without a client's certificate. */
    private static CertificateDecision withoutKey(KeyMaterialKind kind) {
        return kind == KeyMaterialKind.CLIENT
                ? new CertificateDecision.Keep("none")
                : new CertificateDecision.Refuse(
                        "does not exist, and nothing can be issued without the CA's key; " + remedy(kind));
    }

    private static String remedy(KeyMaterialKind kind) {
        return kind == KeyMaterialKind.CLIENT
                ? "give --ca-key-file"
                : "give --ca-key-file, or a certificate by --server-cert-file and --server-key-file";
    }

    private ReissueRules.Wanted wanted(Ca ca, KeyMaterialKind kind) {
        return new ReissueRules.Wanted(
                ca.certificate(),
                kind == KeyMaterialKind.CLIENT ? LeafProfile.ofClients(spec) : LeafProfile.ofServers(spec));
    }

    private Optional<CertificateAndKey> supplied(KeyMaterialKind kind) {
        return kind == KeyMaterialKind.SERVER ? context.request().keys().server() : Optional.empty();
    }
}
