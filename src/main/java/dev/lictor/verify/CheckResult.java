package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;

/** A check and its verdict. */
public record CheckResult(Check check, CheckVerdict verdict) {
    public boolean isPassed() {
        return verdict instanceof CheckVerdict.Passed;
    }

    /** The result in one line. */
    public String inWords(ClusterSpec spec) {
        var statement = check.statement(spec);
        return switch (verdict) {
            case CheckVerdict.Passed() -> "passed: " + statement;
            case CheckVerdict.Failed(var facts, var remedy) ->
                "failed: %s: %s; %s".formatted(statement, String.join(", ", facts), remedy);
            case CheckVerdict.Unknown(var gaps, var remedy, var _) ->
                "unknown: %s: %s; %s".formatted(statement, String.join(", ", gaps), remedy);
        };
    }
}
