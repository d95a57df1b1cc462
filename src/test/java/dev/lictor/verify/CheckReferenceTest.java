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
class CheckReferenceTest {
    private static final ReferencePage PAGE = ReferencePage.of("verify");

    @Test
    void checks() {
        var spec = Specs.usual();
        PAGE.hasGenerated(
                "checks",
                table(
                        List.of("check", "statement", "ACL rule", "remedy"),
                        Stream.of(Check.values())
                                .map(check -> List.of(
                                        "`" + check.id() + "`",
                                        cell(check.statement(spec)),
                                        check.rule().equals("no rule") ? "" : cell(check.rule()),
                                        cell(check.remedy(spec.names()))))));
    }

    @Test
    void howEachCheckIsMade() {
        assertThat(PAGE.codes("methods", 0).stream().filter(code -> !code.contains("/")))
                .containsExactlyElementsOf(
                        Stream.of(Check.values()).map(Check::id).toList());
    }
}
