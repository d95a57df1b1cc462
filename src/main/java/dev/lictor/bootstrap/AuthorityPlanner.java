package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.kube.ObjectKey;
import dev.lictor.pki.Authority;
import dev.lictor.pki.AuthorityRules;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.ReissueRules;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about the CA: one that is there is kept, one that was brought is stored, and a new one is made only where no server trusts
 * another yet.
 */
final class AuthorityPlanner {
    private final Situation situation;
    private final ClusterSpec spec;
    private final OwnKeys own;
    private final ObjectKey secret;

    AuthorityPlanner(Situation situation) {
        this.situation = situation;
        this.spec = situation.spec();
        this.own = situation.request().keys();
        this.secret = situation.key(spec.names().authoritySecret());
    }

    Signing plan() {
        var live = situation.find(secret.name());
        if (live.isEmpty()) {
            return absent();
        }
        if (situation.isForeign(live.get())) {
            return new Signing.Refused(situation.foreign(secret));
        }
        try {
            return stored(live.get(), StoredKeys.authority(live.get()));
        } catch (BrokenKeyMaterialException e) {
            var remedy = e.remedy()
                    .or(() -> OtherNames.remedy(live.get(), Part.AUTHORITY))
                    .orElse("restore the Secret from a backup; a new CA is not made over one that is in use");
            return new Signing.Refused(secret, e.getMessage() + "; " + remedy);
        }
    }

    private Signing stored(Secret live, Authority stored) {
        var other = own.authority().filter(brought -> !brought.equals(stored.certificate()));
        if (other.isPresent()) {
            return otherThan(other.get(), List.of(stored.certificate()), "is that of ca.crt");
        }
        if (own.authorityKey().filter(key -> !stored.fits(key)).isPresent()) {
            return new Signing.Refused(
                    secret,
                    "the key of --ca-key-file does not belong to ca.crt, whose SHA-256 is "
                            + Fingerprint.of(stored.certificate()));
        }
        var isKeyNew = stored.key().isEmpty() && own.authorityKey().isPresent();
        var authority = isKeyNew ? new Authority(stored.certificate(), own.authorityKey()) : stored;
        return refused(authority).orElseGet(() -> {
            var step = isKeyNew
                    ? situation.changed(
                            live,
                            Map.of(Part.AUTHORITY, new Source.OfAuthority(authority)),
                            List.of("the key of --ca-key-file is added"),
                            "")
                    : situation.changed(live, Map.of(), List.of(), good(authority));
            return new Signing.Known(step, authority);
        });
    }

    private Signing absent() {
        var trusted = trusted();
        if (own.authority().isPresent()) {
            var brought = own.authority().get();
            return trusted.isEmpty() || trusted.contains(brought)
                    ? brought(new Authority(brought, own.authorityKey()))
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
            return brought(new Authority(takenOver.get(), own.authorityKey()));
        }
        if (own.authorityKey().isPresent()) {
            return new Signing.Refused(
                    secret,
                    "is not there, and --ca-key-file alone makes no CA; give its certificate, too: --ca-cert-file");
        }
        if (situation.hasServers()
                || situation.usable(spec.names().serverSecret()).isPresent()) {
            return new Signing.Refused(
                    secret,
                    "is gone while servers use certificates of its CA, and they would not trust another; restore it from a backup, or bring it: --ca-cert-file, --ca-key-file");
        }
        return new Signing.Fresh(new Step.MakeSecret(secret, Map.of(Part.AUTHORITY, new Source.Made())));
    }

    private Signing brought(Authority authority) {
        return refused(authority)
                .orElseGet(() -> new Signing.Known(
                        new Step.MakeSecret(secret, Map.of(Part.AUTHORITY, new Source.OfAuthority(authority))),
                        authority));
    }

    private Optional<Signing> refused(Authority authority) {
        var leaves = new ArrayList<>(List.of(LeafProfile.ofServers(spec)));
        if (spec.verifyIncoming() == VerifyIncoming.ALL) {
            leaves.add(LeafProfile.ofClients(spec));
        }
        return AuthorityRules.objection(authority, new AuthorityRules.Wanted(leaves, situation.now()))
                .map(objection -> new Signing.Refused(secret, objection.toString()));
    }

    private Signing otherThan(X509Certificate brought, List<X509Certificate> present, String role) {
        return new Signing.Refused(
                secret,
                "--ca-cert-file brings another CA than the one that is in use: SHA-256 %s was brought, %s %s; bring that one, or start a cluster of another name"
                        .formatted(
                                Fingerprint.of(brought),
                                String.join(
                                        " and ",
                                        present.stream().map(Fingerprint::of).toList()),
                                role));
    }

    private String good(Authority authority) {
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
        AuthorityRules.advice(authority, spec.certificates().server(), situation.now())
                .forEach(advice -> words.add(advice.toString()));
        return String.join(", ", words);
    }

    /** What the servers' Secret trusts; nothing where it cannot be read, which is said of that Secret. */
    private List<X509Certificate> trusted() {
        try {
            return situation
                    .usable(spec.names().serverSecret())
                    .map(StoredKeys::trusted)
                    .orElse(List.of());
        } catch (BrokenKeyMaterialException e) {
            return List.of();
        }
    }

    /** Of several that servers trust the one that signed their certificate. */
    private static Optional<X509Certificate> issuer(Secret server, List<X509Certificate> trusted) {
        try {
            var leaf = StoredKeys.server(server);
            return trusted.stream()
                    .filter(candidate -> ReissueRules.isIssuedBy(leaf, candidate))
                    .findFirst();
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        }
    }
}
