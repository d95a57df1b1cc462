package dev.lictor.verify;

import static dev.lictor.reference.ReferencePage.cell;
import static dev.lictor.reference.ReferencePage.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.reference.ReferencePage;
import dev.lictor.testing.Specs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/verify.md lists exactly the checks. */
class ProofReferenceTest {
    private static final ReferencePage PAGE = ReferencePage.of("verify");

    @Test
    void claims() {
        var spec = Specs.usual();
        PAGE.hasGenerated(
                "claims",
                table(
                        List.of("proof", "claim", "ACL rule", "remedy"),
                        Stream.of(Check.values())
                                .map(claim -> List.of(
                                        "`" + claim.id() + "`",
                                        cell(claim.sentence(spec)),
                                        claim.rule().equals("no rule") ? "" : cell(claim.rule()),
                                        cell(claim.remedy(spec.names()))))));
    }

    @Test
    void howEachIsProven() {
        assertThat(PAGE.codes("proofs", 0).stream().filter(code -> !code.contains("/")))
                .containsExactlyElementsOf(
                        Stream.of(Check.values()).map(Check::id).toList());
    }
}
