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

/**
 * Decides about the CA: one that is there is kept, one that was brought is stored, and a new one is made only where no server trusts
 * another yet.
 */
final class CaPlanner {
    private final PlanningContext situation;
    private final ClusterSpec spec;
    private final SuppliedKeys own;
    private final ObjectKey secret;

    CaPlanner(PlanningContext situation) {
        this.situation = situation;
        this.spec = situation.spec();
        this.own = situation.request().keys();
        this.secret = situation.key(spec.names().authoritySecret());
    }

    CaDecision plan() {
        var live = situation.find(secret.name());
        if (live.isEmpty()) {
            return absent();
        }
        if (situation.isForeign(live.get())) {
            return new CaDecision.Refused(situation.foreign(secret));
        }
        try {
            return stored(live.get(), SecretKeyReader.authority(live.get()));
        } catch (BrokenKeyMaterialException e) {
            var remedy = e.remedy()
                    .or(() -> ForeignKeyNames.remedy(live.get(), KeyMaterialKind.AUTHORITY))
                    .orElse("restore the Secret from a backup; a new CA is not made over one that is in use");
            return new CaDecision.Refused(secret, e.getMessage() + "; " + remedy);
        }
    }

    private CaDecision stored(Secret live, Ca stored) {
        var other = own.authority().filter(brought -> !brought.certificate().equals(stored.certificate()));
        if (other.isPresent()) {
            return otherThan(other.get(), List.of(stored.certificate()), "is that of ca.crt");
        }
        var strangers = distrusting(stored);
        if (!strangers.isEmpty()) {
            return new CaDecision.Refused(secret, String.join("; ", strangers));
        }
        if (own.authorityKey().filter(key -> !stored.fits(key)).isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "the key of --ca-key-file does not belong to ca.crt, whose SHA-256 is "
                            + Fingerprint.of(stored.certificate()));
        }
        var isKeyNew = stored.key().isEmpty() && own.authorityKey().isPresent();
        var authority = isKeyNew ? stored.with(own.authorityKey()) : stored;
        return refused(authority).orElseGet(() -> {
            var step = isKeyNew
                    ? situation.changed(
                            live,
                            Map.of(KeyMaterialKind.AUTHORITY, new KeyMaterialSource.OfAuthority(authority)),
                            List.of("the key of --ca-key-file is added"),
                            "")
                    : situation.changed(live, Map.of(), List.of(), good(authority));
            return new CaDecision.Known(step, authority);
        });
    }

    private CaDecision absent() {
        var trusted = trusted();
        if (own.authority().isPresent()) {
            var brought = own.authority().get();
            return trusted.isEmpty() || brought.isBelievedBy(trusted, situation.now())
                    ? brought(brought.with(own.authorityKey()))
                    : otherThan(
                            brought,
                            trusted,
                            "is trusted by secret/%s".formatted(spec.names().serverSecret()));
        }
        var takenOver = situation
                .find(spec.names().serverSecret())
                .filter(situation::isTakenOver)
                .flatMap(server -> issuer(server, trusted));
        if (takenOver.isPresent()) {
            return brought(takenOver.get().with(own.authorityKey()));
        }
        if (own.authorityKey().isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "is not there, and --ca-key-file alone makes no CA; give its certificate, too: --ca-cert-file");
        }
        if (situation.hasServers()
                || situation.usable(spec.names().serverSecret()).isPresent()) {
            return new CaDecision.Refused(
                    secret,
                    "is gone while servers use certificates of its CA, and they would not trust another; restore it from a backup, or bring it: --ca-cert-file, --ca-key-file");
        }
        return new CaDecision.Fresh(
                new Step.CreateSecret(secret, Map.of(KeyMaterialKind.AUTHORITY, new KeyMaterialSource.Made())));
    }

    private CaDecision brought(Ca authority) {
        return refused(authority)
                .orElseGet(() -> new CaDecision.Known(
                        new Step.CreateSecret(
                                secret,
                                Map.of(KeyMaterialKind.AUTHORITY, new KeyMaterialSource.OfAuthority(authority))),
                        authority));
    }

    private Optional<CaDecision> refused(Ca authority) {
        var leaves = new ArrayList<>(List.of(LeafProfile.ofServers(spec)));
        if (spec.verifyIncoming() == VerifyIncoming.ALL) {
            leaves.add(LeafProfile.ofClients(spec));
        }
        return CaRules.objection(authority, new CaRules.Wanted(leaves, situation.now()))
                .map(objection -> new CaDecision.Refused(secret, objection.toString()));
    }

    /**
     * Which certificates that are in use believe another CA alone. Servers that run with one of them would neither believe nor be
     * believed once one of this CA is issued.
     */
    private List<String> distrusting(Ca stored) {
        if (!situation.hasServers()) {
            return List.of();
        }
        var names = spec.verifyIncoming() == VerifyIncoming.ALL
                ? Stream.of(spec.names().serverSecret(), spec.names().clientSecret())
                : Stream.of(spec.names().serverSecret());
        return names.distinct().flatMap(name -> distrust(stored, name).stream()).toList();
    }

    private Optional<String> distrust(Ca stored, String name) {
        var trusted = trusted(name);
        return trusted.isEmpty() || stored.isBelievedBy(trusted, situation.now())
                ? Optional.empty()
                : Optional.of(
                        "holds another CA than ca.crt of secret/%s, which servers run with: SHA-256 %s is here, %s there; put back the one from there, or append this one to that ca.crt beside what it holds, wait until every server has reloaded it, and run again"
                                .formatted(name, Fingerprint.of(stored.certificate()), fingerprints(trusted)));
    }

    private static String fingerprints(List<X509Certificate> certificates) {
        return String.join(" and ", certificates.stream().map(Fingerprint::of).toList());
    }

    private CaDecision otherThan(Ca brought, List<X509Certificate> present, String role) {
        return new CaDecision.Refused(
                secret,
                "--ca-cert-file brings another CA than the one that is in use: SHA-256 %s was brought, %s %s; bring that one, or none; to replace a CA have the ca.crt of secret/%s hold both, wait until every server has reloaded it, and then put the new one into secret/%s"
                        .formatted(
                                Fingerprint.of(brought.certificate()),
                                fingerprints(present),
                                role,
                                spec.names().serverSecret(),
                                secret.name()));
    }

    private String good(Ca authority) {
        var words = new ArrayList<String>();
        words.add("CA valid until " + authority.certificate().getNotAfter().toInstant());
        if (authority.key().isEmpty()) {
            words.add("its key is kept elsewhere, so nothing is issued");
            if (spec.verifyIncoming() == VerifyIncoming.ALL
                    && situation.find(spec.names().clientSecret()).isEmpty()) {
                words.add("no secret/%s either: give --ca-key-file for one"
                        .formatted(spec.names().clientSecret()));
            }
        }
        CaRules.advice(authority, spec.certificates().server(), situation.now())
                .forEach(advice -> words.add(advice.toString()));
        return String.join(", ", words);
    }

    private List<X509Certificate> trusted() {
        return trusted(spec.names().serverSecret());
    }

    /** What a Secret trusts; nothing where it cannot be read, which is said of that Secret. */
    private List<X509Certificate> trusted(String name) {
        try {
            return situation.usable(name).map(SecretKeyReader::trusted).orElse(List.of());
        } catch (BrokenKeyMaterialException e) {
            return List.of();
        }
    }

    /** Of several that servers trust the one that signed their certificate; and if its key is brought the one that it belongs to. */
    private Optional<Ca> issuer(Secret server, List<X509Certificate> trusted) {
        try {
            var leaf = SecretKeyReader.server(server);
            var issuers = Stream.concat(trusted.stream(), leaf.chain().stream())
                    .filter(candidate -> ReissueRules.isIssuedUnder(leaf, candidate))
                    .map(candidate -> new Ca(candidate, Optional.empty()))
                    .filter(candidate -> candidate.isBelievedBy(trusted, situation.now()))
                    .toList();
            return own.authorityKey()
                    .flatMap(key -> issuers.stream()
                            .filter(candidate -> candidate.fits(key))
                            .findFirst())
                    .or(() -> issuers.stream().findFirst());
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        }
    }
}
