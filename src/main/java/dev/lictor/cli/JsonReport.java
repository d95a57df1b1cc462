package dev.lictor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.operations.Difference;
import dev.lictor.preflight.Finding;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.CheckVerdict;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The JSON reports of commands. As long as the version is the same, fields may be added and are never renamed or removed. Reports are
 * built as trees, because a native image needs reflection metadata for each class that Jackson serializes.
 */
final class JsonReport {
    private static final String VERSION = "lictor.dev/v1";

    private JsonReport() {}

    /**
     * @param written whether something was written: false in a dry run, true also if a later write failed
     * @param isDone whether the outcome is one of this run; else it would be
     */
    static ObjectNode of(String kind, boolean written, List<WriteOutcome> outcomes, Predicate<WriteOutcome> isDone) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("apiVersion", VERSION).put("kind", kind).put("written", written);
        var array = report.putArray("outcomes");
        outcomes.forEach(outcome -> array.add(outcome(outcome, isDone.test(outcome))));
        return report;
    }

    static ObjectNode of(List<Difference> differences, List<String> outdated, List<Omission> omissions) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("apiVersion", VERSION).put("kind", "DiffReport");
        var array = report.putArray("differences");
        differences.forEach(
                difference -> array.add(outcome(difference.outcome(), false).put("diff", difference.text())));
        if (!outdated.isEmpty()) {
            report.set("outdated", names(outdated));
        }
        if (!omissions.isEmpty()) {
            report.set("omitted", omissions(omissions));
        }
        return report;
    }

    static ArrayNode omissions(List<Omission> omissions) {
        var array = JsonNodeFactory.instance.arrayNode();
        omissions.forEach(
                omission -> named(array.addObject(), omission.object()).set("fields", names(omission.fields())));
        return array;
    }

    static ArrayNode names(List<String> servers) {
        var array = JsonNodeFactory.instance.arrayNode();
        servers.forEach(array::add);
        return array;
    }

    static ObjectNode preflight(List<Finding> findings) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("apiVersion", VERSION).put("kind", "PreflightReport");
        var array = report.putArray("findings");
        findings.forEach(finding -> array.addObject()
                .put("finding", finding.word())
                .put("fact", finding.fact())
                .put("remedy", finding.remedy()));
        return report;
    }

    static ObjectNode verified(List<CheckResult> checks, ClusterSpec spec) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("apiVersion", VERSION).put("kind", "VerifyReport");
        report.put("passed", checks.stream().allMatch(CheckResult::isPassed));
        report.set("checks", checks(checks, spec));
        return report;
    }

    static ArrayNode checks(List<CheckResult> checks, ClusterSpec spec) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var check : checks) {
            var node = array.addObject();
            node.put("check", check.check().id()).put("statement", check.check().statement(spec));
            switch (check.verdict()) {
                case CheckVerdict.Passed() -> verdict(node, "passed", List.of(), "");
                case CheckVerdict.Failed(var facts, var remedy) -> verdict(node, "failed", facts, remedy);
                case CheckVerdict.Unknown(var gaps, var remedy, var _) -> verdict(node, "unknown", gaps, remedy);
            }
        }
        return array;
    }

    private static void verdict(ObjectNode node, String word, List<String> reasons, String remedy) {
        node.put("verdict", word);
        var array = node.putArray("reasons");
        reasons.forEach(array::add);
        node.put("remedy", remedy);
    }

    static ObjectNode rollout(RolloutStatus status) {
        var rollout = JsonNodeFactory.instance.objectNode();
        rollout.put("complete", status.isComplete())
                .put("ready", status.ready())
                .put("wanted", status.wanted());
        var hindrances = rollout.putArray("hindrances");
        status.hindrances().forEach(hindrances::add);
        return rollout;
    }

    private static ObjectNode outcome(WriteOutcome outcome, boolean isDone) {
        var object = outcome.object();
        var node = JsonNodeFactory.instance.objectNode();
        named(node, object).put("outcome", outcome.word().toLowerCase(Locale.ROOT));
        var reasons = node.putArray("reasons");
        reasons(outcome).forEach(reasons::add);
        node.put("written", isDone && isWrite(outcome));
        return node;
    }

    private static boolean isWrite(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Created created -> true;
            case WriteOutcome.Changed changed -> true;
            case WriteOutcome.Removed removed -> true;
            case WriteOutcome.Unchanged unchanged -> false;
            case WriteOutcome.Kept kept -> false;
            case WriteOutcome.Refused refused -> false;
        };
    }

    private static ObjectNode named(ObjectNode node, ObjectKey object) {
        return node.put("kind", object.kind())
                .put("namespace", object.namespace())
                .put("name", object.name());
    }

    private static List<String> reasons(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Changed(var object, var fields) -> fields;
            case WriteOutcome.Kept(var object, var why) -> List.of(why);
            case WriteOutcome.Refused(var object, var why) -> List.of(why);
            case WriteOutcome.Created created -> List.of();
            case WriteOutcome.Unchanged unchanged -> List.of();
            case WriteOutcome.Removed removed -> List.of();
        };
    }
}
