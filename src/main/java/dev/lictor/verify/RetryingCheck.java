package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries a claim, again and again while what speaks against it may yet pass. */
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

    /** What speaks against a claim now. */
    interface Look {
        List<Evidence> remarks() throws InterruptedException;
    }

    /**
     * The last verdict.
     *
     * @param untrue how long it may be contradicted
     * @param unseen how long it may be that not everything can be seen
     */
    CheckResult of(Check claim, Duration untrue, Duration unseen, Look look) throws InterruptedException {
        var begin = clock.instant();
        var told = "";
        while (true) {
            var verdict = Evaluation.of(claim, spec.names(), look.remarks());
            var reasons = worthWaiting(verdict, begin.plus(untrue), begin.plus(unseen));
            if (reasons.isEmpty()) {
                var proof = new CheckResult(claim, verdict);
                progress.accept(proof.inWords(spec));
                return proof;
            }
            var line = "waiting: " + String.join(", ", reasons.get());
            if (!line.equals(told)) {
                progress.accept(line);
                told = line;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** What is waited for to pass; empty if the verdict stays. */
    private Optional<List<String>> worthWaiting(CheckVerdict verdict, Instant untrue, Instant unseen) {
        var now = clock.instant();
        return switch (verdict) {
            case CheckVerdict.Proven() -> Optional.empty();
            case CheckVerdict.NotProven(var facts, var _) ->
                now.isBefore(untrue) ? Optional.of(facts) : Optional.empty();
            case CheckVerdict.CouldNotTell(var gaps, var _, var withheld) ->
                !withheld && now.isBefore(unseen) ? Optional.of(gaps) : Optional.empty();
        };
    }
}
