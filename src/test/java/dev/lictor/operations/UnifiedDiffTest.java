package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expectations are the output of {@code diff -u}. */
class UnifiedDiffTest {
    @Test
    void equalTextsHaveNoDifference() {
        assertThat(UnifiedDiff.between("a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void aChangeHasThreeLinesOfContext() {
        var before = numbers(1, 20);

        assertThat(UnifiedDiff.between(before, before.replace("\n10\n", "\nten\n")))
                .isEqualTo("""
                @@ -7,7 +7,7 @@
                 7
                 8
                 9
                -10
                +ten
                 11
                 12
                 13
                """);
    }

    @Test
    void changesWithTouchingContextsAreOneHunk() {
        var before = numbers(1, 30);

        assertThat(UnifiedDiff.between(before, before.replace("\n10\n", "\n").replace("\n17\n", "\n")))
                .containsOnlyOnce("@@ -")
                .startsWith("@@ -7,14 +7,12 @@\n 7\n");
        assertThat(UnifiedDiff.between(before, before.replace("\n10\n", "\n").replace("\n18\n", "\n")))
                .contains("@@ -7,7 +7,6 @@\n 7\n", "@@ -15,7 +14,6 @@\n 15\n");
    }

    @Test
    void aNewTextBeginsAtLineZero() {
        assertThat(UnifiedDiff.between("", "a\nb\n")).isEqualTo("@@ -0,0 +1,2 @@\n+a\n+b\n");
    }

    @Test
    void aRemovedTextEndsAtLineZero() {
        assertThat(UnifiedDiff.between("a\nb\n", "")).isEqualTo("@@ -1,2 +0,0 @@\n-a\n-b\n");
    }

    @Test
    void anInsertionAmongEqualLinesIsTheOnlyChange() {
        assertThat(UnifiedDiff.between("ports:\n- a\n- c\n", "ports:\n- a\n- b\n- c\n"))
                .isEqualTo("@@ -1,3 +1,4 @@\n ports:\n - a\n+- b\n - c\n");
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n", "", "\n"));
    }
}
