package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.ForeignKeyNames;
import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.KeyMaterialSource;
import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.manifests.Labels;
import dev.lictor.pki.BrokenKeyMaterialException;
import io.fabric8.kubernetes.api.model.Secret;
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
    private final PlanningContext situation;
    private final CaDecision signing;
    private final CertificatePlanner leaves;

    private SecretPlanner(PlanningContext situation) {
        this.situation = situation;
        this.signing = new CaPlanner(situation).plan();
        this.leaves = new CertificatePlanner(situation, signing);
    }

    static List<Step> plan(BootstrapRequest request, ObservedState inventory, Instant now) {
        var planner = new SecretPlanner(new PlanningContext(request, inventory, now));
        var steps = new ArrayList<Step>();
        KeyMaterialKind.bySecret(request.spec())
                .forEach((name, parts) -> planner.step(name, parts).ifPresent(steps::add));
        return steps;
    }

    private Optional<Step> step(String name, Set<KeyMaterialKind> parts) {
        if (parts.contains(KeyMaterialKind.AUTHORITY)) {
            return Optional.of(signing.step());
        }
        var live = situation.find(name);
        if (live.isEmpty()) {
            return absent(name, parts);
        }
        return Optional.of(
                situation.isForeign(live.get()) ? situation.foreign(situation.key(name)) : present(live.get(), parts));
    }

    private Optional<Step> absent(String name, Set<KeyMaterialKind> parts) {
        var sources = new EnumMap<KeyMaterialKind, KeyMaterialSource>(KeyMaterialKind.class);
        var refused = new ArrayList<String>();
        for (var part : parts) {
            switch (part) {
                case GOSSIP -> {
                    if (situation.hasData()) {
                        refused.add(
                                "is gone while servers gossip under its key, or have it in their data, where it wins over a new one; restore it: data/serf/local.keyring of each server holds the key");
                    }
                    sources.put(part, new KeyMaterialSource.Made());
                }
                case AUTHORITY, SERVER, CLIENT -> {
                    switch (leaves.absent(part)) {
                        case CertificateDecision.Write(var source, var why) -> sources.put(part, source);
                        case CertificateDecision.Refuse(var why) -> refused.add(why);
                        case CertificateDecision.Keep keep -> {} // the CA's Secret says why there is none
                    }
                }
            }
        }
        if (!refused.isEmpty()) {
            return Optional.of(new Step.Refuse(situation.key(name), String.join("; ", refused)));
        }
        return sources.isEmpty() ? Optional.empty() : Optional.of(new Step.CreateSecret(situation.key(name), sources));
    }

    private Step present(Secret live, Set<KeyMaterialKind> parts) {
        var sources = new EnumMap<KeyMaterialKind, KeyMaterialSource>(KeyMaterialKind.class);
        var reasons = new ArrayList<String>();
        var refused = new ArrayList<String>();
        var kept = new ArrayList<String>();
        for (var part : parts) {
            try {
                switch (part) {
                    case GOSSIP -> {
                        SecretKeyReader.gossip(live);
                        kept.add("gossip key");
                    }
                    case AUTHORITY, SERVER, CLIENT -> {
                        switch (leaves.present(part, live)) {
                            case CertificateDecision.Write(var source, var why) -> {
                                sources.put(part, source);
                                reasons.add(why);
                            }
                            case CertificateDecision.Refuse(var why) -> refused.add(why);
                            case CertificateDecision.Keep(var why) -> kept.add(why);
                        }
                    }
                }
            } catch (BrokenKeyMaterialException e) {
                refused.add(e.getMessage() + "; " + e.remedy().orElseGet(() -> remedy(live, part)));
            }
        }
        return refused.isEmpty()
                ? situation.changed(live, sources, reasons, String.join(", ", kept))
                : new Step.Refuse(situation.key(live.getMetadata().getName()), String.join("; ", refused));
    }

    private String remedy(Secret live, KeyMaterialKind part) {
        return ForeignKeyNames.remedy(live, part).orElseGet(() -> switch (part) {
            case GOSSIP -> "restore it; data/serf/local.keyring of each server that ran holds the key";
            case AUTHORITY, SERVER, CLIENT -> canBeIssuedAnew(live) ? issuedAnew(live) : "restore it from a backup";
        });
    }

    /** Nothing is lost with this Secret: it is ours, holds nothing else, and the CA's key is at hand. */
    private boolean canBeIssuedAnew(Secret live) {
        return Labels.areOurs(live, situation.spec())
                && live.getData() != null
                && KeyMaterialKind.isOfLeaves(live.getData().keySet())
                && signing instanceof CaDecision.Known(var step, var authority)
                && authority.key().isPresent();
    }

    private static String issuedAnew(Secret live) {
        var name = live.getMetadata().getName();
        return "restore it, or keep a copy and have the next run issue it anew: (umask 077 && kubectl -n %1$s get secret %2$s -o yaml >%2$s.yaml) && kubectl -n %1$s delete secret %2$s"
                .formatted(live.getMetadata().getNamespace(), name);
    }
}
