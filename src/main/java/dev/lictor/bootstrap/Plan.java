package dev.lictor.bootstrap;

import dev.lictor.kube.Outcome;
import java.util.List;

/** What a run will do, in this order. Nothing of a plan with a refusal is carried out. */
public record Plan(List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    public boolean isRefused() {
        return steps.stream().anyMatch(Step.Refuse.class::isInstance);
    }

    public List<Outcome> outcomes() {
        return steps.stream().map(Step::outcome).toList();
    }
}
