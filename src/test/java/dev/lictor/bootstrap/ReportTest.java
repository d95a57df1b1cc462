package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String FORGED = "data of pod x\nsecret/consul-ca created\u001b[2K";
    private static final ObjectKey SERVERS = new ObjectKey("StatefulSet", "consul", "consul");

    @Test
    void anOutcomeIsOneLineWhateverOthersWroteInWhatItQuotes() {
        assertThat(Report.lines(List.of(
                        new WriteOutcome.Changed(SERVERS, List.of(FORGED)),
                        new WriteOutcome.Kept(SERVERS, FORGED),
                        new WriteOutcome.Refused(SERVERS, FORGED + "; " + "x".repeat(5000) + "; remove it"))))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("statefulset/consul ")
                        .contains("data of pod x secret/consul-ca created?[2K")
                        .doesNotContainPattern("\\p{Cc}"))
                .last()
                .asString()
                .endsWith("; remove it");
    }
}
