package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.operations.Difference;
import dev.lictor.preflight.Finding;
import dev.lictor.testing.Specs;
import dev.lictor.verify.Check;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.CheckVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents that programs read: what is here must not change while the version is the same. */
class JsonReportTest {
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul");

    @Test
    void whatStandsInTheWay() {
        var report = JsonReport.preflight(List.of(
                new Finding.Refusal("this is Kubernetes 1.29", "use 1.30"),
                new Finding.Warning("images move", "pin them"),
                new Finding.Unknown("nodes", "ask")));

        assertThat(report).hasToString("""
                        {"apiVersion":"lictor.dev/v1","kind":"PreflightReport","findings":[\
                        {"finding":"refused","fact":"this is Kubernetes 1.29","remedy":"use 1.30"},\
                        {"finding":"warning","fact":"images move","remedy":"pin them"},\
                        {"finding":"unknown","fact":"nodes","remedy":"ask"}]}""");
    }

    @Test
    void aRunsDocument() {
        var report = JsonReport.of(
                "BootstrapReport",
                true,
                List.of(
                        new WriteOutcome.Created(SERVICE),
                        new WriteOutcome.Changed(SERVICE, List.of("spec.ports", "spec.type")),
                        new WriteOutcome.Unchanged(SERVICE),
                        new WriteOutcome.Kept(SERVICE, "good"),
                        new WriteOutcome.Removed(SERVICE),
                        new WriteOutcome.Refused(SERVICE, "bad")),
                _ -> true);
        report.set("rollout", JsonReport.rollout(new RolloutStatus(1, 3, List.of("consul-0: on no node yet"))));

        assertThat(report.toPrettyString()).isEqualTo("""
                {
                  "apiVersion" : "lictor.dev/v1",
                  "kind" : "BootstrapReport",
                  "written" : true,
                  "outcomes" : [ {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "created",
                    "reasons" : [ ],
                    "written" : true
                  }, {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "changed",
                    "reasons" : [ "spec.ports", "spec.type" ],
                    "written" : true
                  }, {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "unchanged",
                    "reasons" : [ ],
                    "written" : false
                  }, {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "kept",
                    "reasons" : [ "good" ],
                    "written" : false
                  }, {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "removed",
                    "reasons" : [ ],
                    "written" : true
                  }, {
                    "kind" : "Service",
                    "namespace" : "consul",
                    "name" : "consul",
                    "outcome" : "refused",
                    "reasons" : [ "bad" ],
                    "written" : false
                  } ],
                  "rollout" : {
                    "complete" : false,
                    "ready" : 1,
                    "wanted" : 3,
                    "hindrances" : [ "consul-0: on no node yet" ]
                  }
                }""");
    }

    @Test
    void whatWasNotDoneIsNotWritten() {
        var done = new WriteOutcome.Created(new ObjectKey("Namespace", "", "consul"));
        var planned = new WriteOutcome.Created(SERVICE);

        var report = JsonReport.of("BootstrapReport", true, List.of(done, planned), done::equals);

        assertThat(report.path("outcomes").findValues("written")).hasToString("[true, false]");
    }

    @Test
    void aVerificationsDocument() {
        var report = JsonReport.verified(
                List.of(
                        new CheckResult(Check.PLAINTEXT, new CheckVerdict.Passed()),
                        new CheckResult(
                                Check.LEADER, new CheckVerdict.Failed(List.of("consul-0 knows no leader"), "look")),
                        new CheckResult(Check.VOTERS, new CheckVerdict.Unknown(List.of("403"), "a token", true))),
                Specs.usual());

        assertThat(report.toPrettyString()).isEqualTo("""
                {
                  "apiVersion" : "lictor.dev/v1",
                  "kind" : "VerifyReport",
                  "passed" : false,
                  "checks" : [ {
                    "check" : "plaintext-rpc-refused",
                    "statement" : "RPC without TLS is refused",
                    "verdict" : "passed",
                    "reasons" : [ ],
                    "remedy" : ""
                  }, {
                    "check" : "one-leader",
                    "statement" : "all servers name one leader",
                    "verdict" : "failed",
                    "reasons" : [ "consul-0 knows no leader" ],
                    "remedy" : "look"
                  }, {
                    "check" : "voters",
                    "statement" : "3 servers vote",
                    "verdict" : "unknown",
                    "reasons" : [ "403" ],
                    "remedy" : "a token"
                  } ]
                }""");
    }

    @Test
    void aDiffsDocument() {
        var report = JsonReport.of(
                List.of(new Difference(new WriteOutcome.Created(SERVICE), "@@ -0,0 +1,1 @@\n+a\n")),
                List.of(),
                List.of());

        assertThat(report.toString())
                .isEqualTo(
                        "{\"apiVersion\":\"lictor.dev/v1\",\"kind\":\"DiffReport\",\"differences\":[{\"kind\":\"Service\","
                                + "\"namespace\":\"consul\",\"name\":\"consul\",\"outcome\":\"created\",\"reasons\":[],"
                                + "\"written\":false,\"diff\":\"@@ -0,0 +1,1 @@\\n+a\\n\"}]}");
    }
}
