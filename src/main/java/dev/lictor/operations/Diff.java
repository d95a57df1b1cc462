package dev.lictor.operations;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.text.Foreign;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Shows what a plan would change, object by object. */
public final class Diff {
    private static final String NOTHING = "";
    /** Unchanged lines around a change. */
    private static final int CONTEXT = 3;

    private Diff() {}

    /** @param observed the state from which the plan was made */
    public static List<Difference> of(ObservedState observed, Plan plan) {
        var differences = new ArrayList<Difference>();
        for (var step : plan.steps()) {
            switch (step) {
                case Step.CreateNamespace(var namespace) ->
                    differences.add(difference(step, NOTHING, ObjectYaml.of(namespace)));
                case Step.CreateSecret(var secret, var sources) ->
                    differences.add(difference(step, NOTHING, RedactedSecret.made(secret, sources.keySet())));
                case Step.ChangeSecret(var live, var sources, var reasons) ->
                    differences.add(
                            difference(step, RedactedSecret.of(live), RedactedSecret.changed(live, sources.keySet())));
                case Step.Create(var desired) -> differences.add(difference(step, NOTHING, ObjectYaml.of(desired)));
                case Step.Change(var desired, var fields) ->
                    differences.add(changed(
                            step, Objects.requireNonNull(observed.previews().get(desired))));
                case Step.ForceApply(var desired, var preview) ->
                    differences.add(difference(step, ObjectYaml.of(preview.live()), ObjectYaml.of(preview.applied())));
                case Step.Adopt(var desired, var live, var applied, var fields) ->
                    differences.add(difference(step, ObjectYaml.of(live), ObjectYaml.of(applied)));
                case Step.DeferAdoption defer -> differences.add(new Difference(step.outcome(), NOTHING));
                case Step.ReplaceServers replace -> differences.add(new Difference(step.outcome(), NOTHING));
                case Step.ScaleDown(var change) -> differences.addAll(of(observed, new Plan(List.of(change))));
                case Step.Refuse refuse -> differences.add(new Difference(step.outcome(), NOTHING));
                case Step.Keep keep -> {}
                case Step.NoChange noChange -> {}
            }
        }
        return differences;
    }

    private static Difference changed(Step step, DryRunResult preview) {
        if (preview instanceof DryRunResult.Different different) {
            return ConfigurationChange.between(different.live(), different.applied())
                    .map(change -> difference(step, ObjectYaml.of(change.before()), ObjectYaml.of(change.after())))
                    .orElseGet(() ->
                            difference(step, ObjectYaml.of(different.live()), ObjectYaml.of(different.applied())));
        }
        throw new IllegalStateException("a change without a difference: " + step.outcome());
    }

    private static Difference difference(Step step, String before, String after) {
        var outcome = step.outcome();
        return new Difference(
                outcome, "# %s\n%s".formatted(Report.conditional(outcome), unified(outcome.object(), before, after)));
    }

    /** @return both texts in the format of {@code diff -u}; empty if they are equal */
    static String unified(ObjectKey object, String before, String after) {
        var live = before.lines().toList();
        var asked = after.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                        before.isEmpty() ? null : Foreign.oneLine("live/" + object),
                        Foreign.oneLine("asked/" + object),
                        live,
                        DiffUtils.diff(live, asked),
                        CONTEXT)
                .stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
