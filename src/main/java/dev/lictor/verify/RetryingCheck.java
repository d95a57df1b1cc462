package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Repeats a check while the evidence against it may still disappear. */
final class RetryingCheck {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ClusterSpec spec;
    private final InstantSource clock;
    private final Consumer<String> progress;

    RetryingCheck(ClusterSpec spec, InstantSource clock, Consumer<String> progress) {
        this.spec = spec;
        this.clock = clock;
        this.progress = progress;
    }

    /** Collects the current evidence against a check. */
    interface Look {
        List<Evidence> evidence() throws InterruptedException;
    }

    /**
     * Runs a check until its verdict is final.
     *
     * @param untrue how long to wait while the verdict is "failed"
     * @param unseen how long to wait while the verdict is "unknown"
     * @return the last verdict
     */
    CheckResult of(Check check, Duration untrue, Duration unseen, Look look) throws InterruptedException {
        var untrueUntil = Deadline.after(untrue, clock);
        var unseenUntil = Deadline.after(unseen, clock);
        var lines = new ChangedLines(progress);
        while (true) {
            var verdict = Evaluation.of(check, spec.names(), look.evidence());
            var waiting = waiting(verdict, untrueUntil, unseenUntil);
            if (waiting.isEmpty()) {
                var result = new CheckResult(check, verdict);
                progress.accept(result.inWords(spec));
                return result;
            }
            lines.accept("waiting: " + String.join(", ", waiting.get().reasons()));
            waiting.get().until().sleep(PAUSE);
        }
    }

    private record Waiting(List<String> reasons, Deadline until) {}

    /** What to wait for; empty if the verdict is final. */
    private static Optional<Waiting> waiting(CheckVerdict verdict, Deadline untrue, Deadline unseen) {
        return switch (verdict) {
            case CheckVerdict.Passed() -> Optional.empty();
            case CheckVerdict.Failed(var facts, var _) ->
                untrue.isOver() ? Optional.empty() : Optional.of(new Waiting(facts, untrue));
            case CheckVerdict.Unknown(var gaps, var _, var withheld) ->
                withheld || unseen.isOver() ? Optional.empty() : Optional.of(new Waiting(gaps, unseen));
        };
    }
}
