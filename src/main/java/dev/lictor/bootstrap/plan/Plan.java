package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.WriteOutcome;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;

/** The steps of a run, in order. If one step is a refusal, none is carried out. */
public record Plan(List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    public boolean isRefused() {
        return steps.stream().anyMatch(Step.Refuse.class::isInstance);
    }

    /**
     * The steps in stages: those of one stage may run in parallel. Each step for key material is a stage of its own, because it depends on
     * what was stored before. The StatefulSet follows all objects that its pods need.
     */
    public List<List<Step>> stages() {
        var stages = new ArrayList<List<Step>>();
        for (var step : steps) {
            if (stages.isEmpty() || isAlone(step) || isAlone(stages.getLast().getLast())) {
                stages.add(new ArrayList<>());
            }
            stages.getLast().add(step);
        }
        return stages;
    }

    private static boolean isAlone(Step step) {
        return switch (step) {
            case Step.Create(var desired) -> desired instanceof StatefulSet;
            case Step.Change(var desired, var fields) -> desired instanceof StatefulSet;
            case Step.ForceApply(var desired, var preview) -> desired instanceof StatefulSet;
            case Step.CreateNamespace create -> true;
            case Step.CreateSecret create -> true;
            case Step.ChangeSecret change -> true;
            case Step.Adopt adopt -> true;
            case Step.DeferAdoption defer -> false;
            case Step.ReplaceServers replace -> false;
            case Step.ScaleDown scaleDown -> false;
            case Step.Keep keep -> false;
            case Step.NoChange noChange -> false;
            case Step.Refuse refuse -> false;
        };
    }

    public List<WriteOutcome> outcomes() {
        return steps.stream().map(Step::outcome).toList();
    }
}
