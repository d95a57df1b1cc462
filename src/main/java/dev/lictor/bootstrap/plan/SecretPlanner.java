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
 * Plans one step for each Secret with key material: keeps what is valid, issues certificates that are due, and refuses what would break
 * running servers. A second CA, a second gossip key, and the replacement of a Secret that cannot be read would break them.
 */
final class SecretPlanner {
    private final PlanningContext context;
    private final CaDecision caDecision;
    private final CertificatePlanner certificates;

    private SecretPlanner(PlanningContext context) {
        this.context = context;
        this.caDecision = new CaPlanner(context).plan();
        this.certificates = new CertificatePlanner(context, caDecision);
    }

    static List<Step> plan(BootstrapRequest request, ObservedState observed, Instant now) {
        var planner = new SecretPlanner(new PlanningContext(request, observed, now));
        var steps = new ArrayList<Step>();
        KeyMaterialKind.bySecret(request.spec())
                .forEach((name, kinds) -> planner.step(name, kinds).ifPresent(steps::add));
        return steps;
    }

    private Optional<Step> step(String name, Set<KeyMaterialKind> kinds) {
        if (kinds.contains(KeyMaterialKind.CA)) {
            return Optional.of(caDecision.step());
        }
        var live = context.find(name);
        if (live.isEmpty()) {
            return absent(name, kinds);
        }
        return Optional.of(
                context.isForeign(live.get()) ? context.foreign(context.key(name)) : present(live.get(), kinds));
    }

    private Optional<Step> absent(String name, Set<KeyMaterialKind> kinds) {
        var sources = new EnumMap<KeyMaterialKind, KeyMaterialSource>(KeyMaterialKind.class);
        var refused = new ArrayList<String>();
        for (var kind : kinds) {
            switch (kind) {
                case GOSSIP -> {
                    if (context.hasData()) {
                        refused.add(
                                "is missing while servers encrypt gossip with its key, or have the key in their data, which takes precedence over a new one; restore it: data/serf/local.keyring of each server holds the key");
                    }
                    sources.put(kind, new KeyMaterialSource.Made());
                }
                case CA, SERVER, CLIENT -> {
                    switch (certificates.absent(kind)) {
                        case CertificateDecision.Write(var source, var why) -> sources.put(kind, source);
                        case CertificateDecision.Refuse(var why) -> refused.add(why);
                        case CertificateDecision.Keep keep -> {} // the step of the CA's Secret says why
                    }
                }
            }
        }
        if (!refused.isEmpty()) {
            return Optional.of(new Step.Refuse(context.key(name), String.join("; ", refused)));
        }
        return sources.isEmpty() ? Optional.empty() : Optional.of(new Step.CreateSecret(context.key(name), sources));
    }

    private Step present(Secret live, Set<KeyMaterialKind> kinds) {
        var sources = new EnumMap<KeyMaterialKind, KeyMaterialSource>(KeyMaterialKind.class);
        var reasons = new ArrayList<String>();
        var refused = new ArrayList<String>();
        var kept = new ArrayList<String>();
        for (var kind : kinds) {
            try {
                switch (kind) {
                    case GOSSIP -> {
                        SecretKeyReader.gossip(live);
                        kept.add("gossip key");
                    }
                    case CA, SERVER, CLIENT -> {
                        switch (certificates.present(kind, live)) {
                            case CertificateDecision.Write(var source, var why) -> {
                                sources.put(kind, source);
                                reasons.add(why);
                            }
                            case CertificateDecision.Refuse(var why) -> refused.add(why);
                            case CertificateDecision.Keep(var why) -> kept.add(why);
                        }
                    }
                }
            } catch (BrokenKeyMaterialException e) {
                refused.add(e.getMessage() + "; " + e.remedy().orElseGet(() -> remedy(live, kind)));
            }
        }
        return refused.isEmpty()
                ? context.changed(live, sources, reasons, String.join(", ", kept))
                : new Step.Refuse(context.key(live.getMetadata().getName()), String.join("; ", refused));
    }

    private String remedy(Secret live, KeyMaterialKind kind) {
        return ForeignKeyNames.remedy(live, kind).orElseGet(() -> switch (kind) {
            case GOSSIP -> "restore it; data/serf/local.keyring of each server that ran holds the key";
            case CA, SERVER, CLIENT -> canBeReissued(live) ? reissueCommand(live) : "restore it from a backup";
        });
    }

    /** Whether the Secret may be deleted: it is Lictor's, it holds only certificates and their keys, and the CA's key is there to issue them anew. */
    private boolean canBeReissued(Secret live) {
        return Labels.areOurs(live, context.spec())
                && live.getData() != null
                && KeyMaterialKind.isOfLeaves(live.getData().keySet())
                && caDecision instanceof CaDecision.Known(var step, var ca)
                && ca.key().isPresent();
    }

    private static String reissueCommand(Secret live) {
        var name = live.getMetadata().getName();
        return "restore it, or keep a copy and have the next run issue it anew: (umask 077 && kubectl -n %1$s get secret %2$s -o yaml >%2$s.yaml) && kubectl -n %1$s delete secret %2$s"
                .formatted(live.getMetadata().getNamespace(), name);
    }
}
