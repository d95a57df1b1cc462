package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
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
        var begin = clock.instant();
        var lastLine = "";
        while (true) {
            var verdict = Evaluation.of(check, spec.names(), look.evidence());
            var reasons = worthWaiting(verdict, begin.plus(untrue), begin.plus(unseen));
            if (reasons.isEmpty()) {
                var result = new CheckResult(check, verdict);
                progress.accept(result.inWords(spec));
                return result;
            }
            var line = "waiting: " + String.join(", ", reasons.get());
            if (!line.equals(lastLine)) {
                progress.accept(line);
                lastLine = line;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** What to wait for; empty if the verdict is final. */
    private Optional<List<String>> worthWaiting(CheckVerdict verdict, Instant untrue, Instant unseen) {
        var now = clock.instant();
        return switch (verdict) {
            case CheckVerdict.Passed() -> Optional.empty();
            case CheckVerdict.Failed(var facts, var _) -> now.isBefore(untrue) ? Optional.of(facts) : Optional.empty();
            case CheckVerdict.Unknown(var gaps, var _, var withheld) ->
                !withheld && now.isBefore(unseen) ? Optional.of(gaps) : Optional.empty();
        };
    }
}
