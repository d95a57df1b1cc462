package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.ObjectKey;
import dev.lictor.pki.AuthorityRules;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.KeyMaterial;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.ReissueRules;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about key material. What is there and good is kept, certificates that are due are issued anew, and whatever running
 * servers would not survive is refused: a second CA, a second gossip key, a guess at what a broken Secret should hold.
 */
final class SecretPlanner {
    private final ClusterSpec spec;
    private final Inventory inventory;
    private final Instant now;

    private SecretPlanner(ClusterSpec spec, Inventory inventory, Instant now) {
        this.spec = spec;
        this.inventory = inventory;
        this.now = now;
    }

    static List<Step> plan(ClusterSpec spec, Inventory inventory, Instant now) {
        var planner = new SecretPlanner(spec, inventory, now);
        var steps = new ArrayList<Step>();
        Part.bySecret(spec).forEach((name, parts) -> steps.add(planner.step(name, parts)));
        return steps;
    }

    private Step step(String name, Set<Part> parts) {
        var key = new ObjectKey("Secret", spec.names().namespace(), name);
        var live = inventory.secrets().get(name);
        if (live == null) {
            return irreplaceable(parts)
                    .<Step>map(why -> new Step.Refuse(key, why))
                    .orElseGet(() -> new Step.MakeSecret(key, parts));
        }
        if (!Planner.ours(spec, live)) {
            return Planner.foreign(spec, key);
        }
        return judged(key, live, parts);
    }

    private Step judged(ObjectKey key, Secret live, Set<Part> parts) {
        var broken = new ArrayList<String>();
        var due = new EnumMap<Part, String>(Part.class);
        var kept = new ArrayList<String>();
        for (var part : parts) {
            try {
                switch (part) {
                    case AUTHORITY -> {
                        var authority = StoredKeys.authority(live);
                        AuthorityRules.objection(authority, now).ifPresent(broken::add);
                        kept.add("CA valid until "
                                + authority.certificate().getNotAfter().toInstant());
                    }
                    case GOSSIP -> {
                        StoredKeys.gossip(live);
                        kept.add("gossip key");
                    }
                    case SERVER -> leaf(part, live, StoredKeys.server(live), LeafProfile.ofServers(spec), due, kept);
                    case CLIENT -> leaf(part, live, StoredKeys.client(live), LeafProfile.ofClients(spec), due, kept);
                }
            } catch (BrokenKeyMaterialException e) {
                broken.add(e.getMessage() + remedy(part));
            }
        }
        if (!broken.isEmpty()) {
            return new Step.Refuse(key, String.join("; ", broken));
        }
        return due.isEmpty() ? new Step.Keep(key, String.join(", ", kept)) : new Step.Reissue(live, due);
    }

    private void leaf(
            Part part,
            Secret live,
            KeyMaterial leaf,
            LeafProfile profile,
            EnumMap<Part, String> due,
            List<String> kept) {
        var trusted = StoredKeys.trusted(live);
        authority().ifPresent(authority -> {
            var objection = trusted.equals(authority)
                    ? ReissueRules.objection(leaf, new ReissueRules.Wanted(authority, profile), now)
                    : Optional.of("ca.crt is not the CA's certificate");
            objection.ifPresent(why -> due.put(part, why));
        });
        kept.add("certificate valid until " + leaf.certificate().getNotAfter().toInstant());
    }

    /** The CA's certificate where it can be read; where it cannot, its own Secret is refused, and that is said once. */
    private Optional<X509Certificate> authority() {
        try {
            return Optional.ofNullable(inventory.secrets().get(spec.names().authoritySecret()))
                    .map(secret -> StoredKeys.authority(secret).certificate());
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        }
    }

    /** Why a Secret that is not there must not be made anew. */
    private Optional<String> irreplaceable(Set<Part> parts) {
        var running = inventory.previews().entrySet().stream()
                .anyMatch(entry -> entry.getKey() instanceof StatefulSet
                        && entry.getValue().found().isPresent());
        var signed = inventory.secrets().containsKey(spec.names().serverSecret());
        if (parts.contains(Part.AUTHORITY) && (running || signed)) {
            return Optional.of(
                    "is gone while servers use certificates of its CA, and they would not trust another; restore it from a backup");
        }
        if (parts.contains(Part.GOSSIP) && running) {
            return Optional.of(
                    "is gone while servers gossip under its key; restore it: data/serf/local.keyring of each server holds the key");
        }
        return Optional.empty();
    }

    private static String remedy(Part part) {
        return switch (part) {
            case AUTHORITY -> ": restore the Secret from a backup; a new CA is not made over one that is in use";
            case GOSSIP -> ": restore it; data/serf/local.keyring of each server that ran holds the key";
            case SERVER, CLIENT ->
                ": restore it, or delete the Secret and run again to have its certificate issued anew";
        };
    }
}
