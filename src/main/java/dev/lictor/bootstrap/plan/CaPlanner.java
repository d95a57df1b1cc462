package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.ForeignKeyNames;
import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.KeyMaterialSource;
import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CaRules;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.ReissueRules;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides about the CA: keeps the stored one, stores a supplied one, and creates a new one only if no server trusts another CA yet. */
final class CaPlanner {
    private final PlanningContext context;
    private final ClusterSpec spec;
    private final SuppliedKeys own;
    private final ObjectKey secret;

    CaPlanner(PlanningContext context) {
        this.context = context;
        this.spec = context.spec();
        this.own = context.request().keys();
        this.secret = context.key(spec.names().caSecret());
    }

    CaDecision plan() {
        var live = context.find(secret.name());
        if (live.isEmpty()) {
            return absent();
        }
        if (context.isForeign(live.get())) {
            return new CaDecision.Refused(context.foreign(secret));
        }
        try {
            return stored(live.get(), SecretKeyReader.ca(live.get()));
        } catch (BrokenKeyMaterialException e) {
            var remedy = e.remedy()
                    .or(() -> ForeignKeyNames.remedy(live.get(), KeyMaterialKind.CA))
                    .orElse("restore the Secret from a backup; a new CA is not made over one that is in use");
            return new CaDecision.Refused(secret, e.getMessage() + "; " + remedy);
        }
    }

    private CaDecision stored(Secret live, Ca stored) {
        var other = own.ca().filter(supplied -> !supplied.certificate().equals(stored.certificate()));
        if (other.isPresent()) {
            return otherThan(other.get(), List.of(stored.certificate()), "is that of ca.crt");
        }
        var conflicts = trustingOtherCasOnly(stored);
        if (!conflicts.isEmpty()) {
            return new CaDecision.Refused(secret, String.join("; ", conflicts));
        }
        if (own.caKey().filter(key -> !stored.fits(key)).isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "the key of --ca-key-file does not belong to ca.crt, whose SHA-256 is "
                            + Fingerprint.of(stored.certificate()));
        }
        var isKeyNew = stored.key().isEmpty() && own.caKey().isPresent();
        var ca = isKeyNew ? stored.with(own.caKey()) : stored;
        return refused(ca).orElseGet(() -> {
            var step = isKeyNew
                    ? context.changed(
                            live,
                            Map.of(KeyMaterialKind.CA, new KeyMaterialSource.OfCa(ca)),
                            List.of("the key of --ca-key-file is added"),
                            "")
                    : context.changed(live, Map.of(), List.of(), good(ca));
            return new CaDecision.Known(step, ca);
        });
    }

    private CaDecision absent() {
        var trusted = trusted();
        if (own.ca().isPresent()) {
            var supplied = own.ca().get();
            return trusted.isEmpty() || supplied.isTrustedBy(trusted, context.now())
                    ? supplied(supplied.with(own.caKey()))
                    : otherThan(
                            supplied,
                            trusted,
                            "is trusted by secret/%s".formatted(spec.names().serverSecret()));
        }
        var takenOver = context.find(spec.names().serverSecret())
                .filter(context::isTakenOver)
                .flatMap(server -> issuer(server, trusted));
        if (takenOver.isPresent()) {
            return supplied(takenOver.get().with(own.caKey()));
        }
        if (own.caKey().isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "is not there, and --ca-key-file alone makes no CA; give its certificate, too: --ca-cert-file");
        }
        if (context.hasServers() || context.usable(spec.names().serverSecret()).isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "is missing while servers use certificates of its CA, and they would not trust another; restore it from a backup, or supply it: --ca-cert-file, --ca-key-file");
        }
        return new CaDecision.Fresh(
                new Step.CreateSecret(secret, Map.of(KeyMaterialKind.CA, new KeyMaterialSource.Made())));
    }

    private CaDecision supplied(Ca ca) {
        return refused(ca)
                .orElseGet(() -> new CaDecision.Known(
                        new Step.CreateSecret(secret, Map.of(KeyMaterialKind.CA, new KeyMaterialSource.OfCa(ca))), ca));
    }

    private Optional<CaDecision> refused(Ca ca) {
        var leaves = new ArrayList<>(List.of(LeafProfile.ofServers(spec)));
        if (spec.verifyIncoming() == VerifyIncoming.ALL) {
            leaves.add(LeafProfile.ofClients(spec));
        }
        return CaRules.violation(ca, new CaRules.Wanted(leaves, context.now()))
                .map(violation -> new CaDecision.Refused(secret, violation.toString()));
    }

    /**
     * The Secrets in use that trust only other CAs. A server that runs with such a Secret rejects the certificates that this CA issues,
     * and other servers would reject its certificate.
     */
    private List<String> trustingOtherCasOnly(Ca stored) {
        if (!context.hasServers()) {
            return List.of();
        }
        var names = spec.verifyIncoming() == VerifyIncoming.ALL
                ? Stream.of(spec.names().serverSecret(), spec.names().clientSecret())
                : Stream.of(spec.names().serverSecret());
        return names.distinct()
                .flatMap(name -> trustsOtherCasOnly(stored, name).stream())
                .toList();
    }

    private Optional<String> trustsOtherCasOnly(Ca stored, String name) {
        var trusted = trusted(name);
        return trusted.isEmpty() || stored.isTrustedBy(trusted, context.now())
                ? Optional.empty()
                : Optional.of(
                        "holds another CA than ca.crt of secret/%1$s, which the servers use: SHA-256 %2$s here, %3$s in secret/%1$s; put the CA of secret/%1$s back here, or append this CA to the ca.crt of secret/%1$s, wait until every server has reloaded it, and run again"
                                .formatted(name, Fingerprint.of(stored.certificate()), fingerprints(trusted)));
    }

    private static String fingerprints(List<X509Certificate> certificates) {
        return String.join(" and ", certificates.stream().map(Fingerprint::of).toList());
    }

    private CaDecision otherThan(Ca supplied, List<X509Certificate> present, String role) {
        return new CaDecision.Refused(
                secret,
                "--ca-cert-file supplies another CA than the one in use: SHA-256 %s is supplied, %s %s; supply that one, or none; to replace a CA, put both into the ca.crt of secret/%s, wait until every server has reloaded it, and then put the new one into secret/%s"
                        .formatted(
                                Fingerprint.of(supplied.certificate()),
                                fingerprints(present),
                                role,
                                spec.names().serverSecret(),
                                secret.name()));
    }

    private String good(Ca ca) {
        var words = new ArrayList<String>();
        words.add("CA valid until " + ca.certificate().getNotAfter().toInstant());
        if (ca.key().isEmpty()) {
            words.add("its key is kept elsewhere, so nothing is issued");
            if (spec.verifyIncoming() == VerifyIncoming.ALL
                    && context.find(spec.names().clientSecret()).isEmpty()) {
                words.add("no secret/%s either: give --ca-key-file for one"
                        .formatted(spec.names().clientSecret()));
            }
        }
        CaRules.advice(ca, spec.certificates().server(), context.now()).forEach(advice -> words.add(advice.toString()));
        return String.join(", ", words);
    }

    private List<X509Certificate> trusted() {
        return trusted(spec.names().serverSecret());
    }

    /** The CAs that a Secret trusts; none if it cannot be read, which the step of that Secret reports. */
    private List<X509Certificate> trusted(String name) {
        try {
            return context.usable(name).map(SecretKeyReader::trusted).orElse(List.of());
        } catch (BrokenKeyMaterialException e) {
            return List.of();
        }
    }

    /** Of the CAs that servers trust, the one that signed their certificate; if a CA key is supplied, the one that the key belongs to. */
    private Optional<Ca> issuer(Secret server, List<X509Certificate> trusted) {
        try {
            var leaf = SecretKeyReader.server(server);
            var issuers = Stream.concat(trusted.stream(), leaf.chain().stream())
                    .filter(candidate -> ReissueRules.isIssuedUnder(leaf, candidate))
                    .map(candidate -> new Ca(candidate, Optional.empty()))
                    .filter(candidate -> candidate.isTrustedBy(trusted, context.now()))
                    .toList();
            return own.caKey()
                    .flatMap(key -> issuers.stream()
                            .filter(candidate -> candidate.fits(key))
                            .findFirst())
                    .or(() -> issuers.stream().findFirst());
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        }
    }
}
