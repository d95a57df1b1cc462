package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.KubeconfigUser;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The output of {@code verify} without a cluster, without permissions, and without running servers. */
class VerifyIT {
    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void withoutAClusterThereIsNothingToVerify() {
        var verify = KubeconfigUser.administrator(api).run("verify");

        assertThat(verify.exitCode()).as(verify.words()).isEqualTo(4);
        assertThat(verify.complaints())
                .containsExactly(
                        "lictor: secret/consul-tls does not exist, and verify compares the servers with it; lictor"
                                + " bootstrap creates it, or says what prevents that");
    }

    @Test
    void withoutTheRightToForwardPortsTheRightIsNamed() {
        var verify = KubeconfigUser.administrator(api)
                .withRights("get,list", "secrets,pods")
                .run("verify");

        assertThat(verify.exitCode()).as(verify.words()).isEqualTo(4);
        assertThat(verify.complaints().getFirst())
                .startsWith("lictor: may not create pods/portforward in namespace operator-");
    }

    @Test
    void whenNoServerRunsEveryCheckIsUnknown() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait");

        var verify = operator.run("verify", "--output=json");

        assertThat(verify.exitCode()).as(verify.words()).isEqualTo(7);
        assertThat(verify.out())
                .contains("\"kind\" : \"VerifyReport\"", "\"passed\" : false", "\"verdict\" : \"unknown\"")
                .doesNotContain("\"verdict\" : \"failed\"");
        assertThat(verify.err())
                .contains(
                        "\nlictor: 9 of 9 checks unknown: certificate-in-use, server-name, ", "pod consul-0 is Pending")
                .doesNotContain("Exception");
    }
}
