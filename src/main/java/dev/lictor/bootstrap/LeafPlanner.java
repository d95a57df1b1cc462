package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.pki.Authority;
import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.KeyMaterial;
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
final class LeafPlanner {
    private static final LeafVerdict ISSUED = new LeafVerdict.Write(new Source.Made(), "issued");

    private final Situation situation;
    private final ClusterSpec spec;
    private final Signing signing;

    LeafPlanner(Situation situation, Signing signing) {
        this.situation = situation;
        this.spec = situation.spec();
        this.signing = signing;
    }

    LeafVerdict absent(Part part) {
        var brought = brought(part);
        if (brought.isPresent()) {
            return store(brought.get());
        }
        return switch (signing) {
            case Signing.Fresh fresh -> ISSUED;
            case Signing.Refused refused -> ISSUED; // or it would be, and nothing is carried out
            case Signing.Known(var step, var authority) -> authority.key().isPresent() ? ISSUED : withoutKey(part);
        };
    }

    /** @throws dev.lictor.pki.BrokenKeyMaterialException if what is there cannot be read */
    LeafVerdict present(Part part, Secret live) {
        var leaf = part == Part.CLIENT ? StoredKeys.client(live) : StoredKeys.server(live);
        var trusted = StoredKeys.trusted(live);
        var brought = brought(part).filter(own -> !own.shown().equals(leaf.shown()));
        if (brought.isPresent()) {
            return store(brought.get());
        }
        var until =
                "certificate valid until " + leaf.certificate().getNotAfter().toInstant();
        return switch (signing) {
            case Signing.Fresh fresh -> new LeafVerdict.Write(new Source.Made(), "issued by another CA");
            case Signing.Refused refused -> new LeafVerdict.Keep(until);
            case Signing.Known(var step, var authority) -> {
                var valid = until + others(trusted, authority);
                var wanted = wanted(authority, part);
                Optional<String> unlisted = trusted.contains(authority.certificate())
                        ? Optional.empty()
                        : Optional.of("ca.crt does not hold the CA's certificate");
                var defect = unlisted.filter(why -> !authority.isBelievedBy(trusted, situation.now()))
                        .or(() -> ReissueRules.defect(leaf, wanted, situation.now()));
                var due = unlisted.or(() -> ReissueRules.objection(leaf, wanted, situation.now()));
                if (due.isEmpty()) {
                    yield new LeafVerdict.Keep(valid);
                }
                if (authority.key().isEmpty()) {
                    yield defect.<LeafVerdict>map(why -> new LeafVerdict.Refuse(why + "; " + remedy(part)))
                            .orElseGet(() -> new LeafVerdict.Keep(
                                    "%s although it should be issued anew (%s), for which the CA's key is missing: %s"
                                            .formatted(valid, due.get(), remedy(part))));
                }
                yield defect.isEmpty() && situation.isTakenOver(live)
                        ? new LeafVerdict.Keep(valid + ", issued anew by the next run: " + due.get())
                        : new LeafVerdict.Write(new Source.Made(), due.get());
            }
        };
    }

    /** They are never dropped here: only a person knows when nobody shows a certificate of theirs any more. */
    private static String others(List<X509Certificate> trusted, Authority authority) {
        var others = trusted.stream()
                .filter(each -> !authority.chain().contains(each))
                .map(Fingerprint::of)
                .toList();
        return others.isEmpty()
                ? ""
                : ", ca.crt goes on to trust other CAs, too: SHA-256 " + String.join(" and ", others);
    }

    /** A certificate that was brought must not be one that the next run would replace. */
    private LeafVerdict store(KeyMaterial brought) {
        return switch (signing) {
            case Signing.Fresh fresh ->
                new LeafVerdict.Refuse(
                        "the certificate of --server-cert-file needs the CA that issued it; bring it, too: --ca-cert-file");
            case Signing.Refused refused -> new LeafVerdict.Keep("certificate of --server-cert-file");
            case Signing.Known(var step, var authority) -> {
                var wanted = wanted(authority, Part.SERVER);
                var objection = authority.key().isPresent()
                        ? ReissueRules.objection(brought, wanted, situation.now())
                        : ReissueRules.defect(brought, wanted, situation.now());
                yield objection
                        .<LeafVerdict>map(why -> new LeafVerdict.Refuse(
                                "the certificate of --server-cert-file cannot be used: %s; bring another, or none"
                                        .formatted(why)))
                        .orElseGet(() -> new LeafVerdict.Write(
                                new Source.OfServers(brought),
                                "the certificate of --server-cert-file, valid until "
                                        + brought.certificate().getNotAfter().toInstant()));
            }
        };
    }

    /** Servers do without a client's certificate. */
    private static LeafVerdict withoutKey(Part part) {
        return part == Part.CLIENT
                ? new LeafVerdict.Keep("none")
                : new LeafVerdict.Refuse(
                        "is not there, and nothing can be issued without the CA's key; " + remedy(part));
    }

    private static String remedy(Part part) {
        return part == Part.CLIENT
                ? "give --ca-key-file"
                : "give --ca-key-file, or a certificate by --server-cert-file and --server-key-file";
    }

    private ReissueRules.Wanted wanted(Authority authority, Part part) {
        return new ReissueRules.Wanted(
                authority.certificate(),
                part == Part.CLIENT ? LeafProfile.ofClients(spec) : LeafProfile.ofServers(spec));
    }

    private Optional<KeyMaterial> brought(Part part) {
        return part == Part.SERVER ? situation.request().keys().server() : Optional.empty();
    }
}
