package dev.lictor.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u009b", "\u0085", "\u2028", "\u202e", "\u200b",
                "\ufeff"
            })
    void unprintableCharactersAreReplaced(String character) {
        assertThat(Foreign.word("10.0.0.1" + character + "x")).isEqualTo("10.0.0.1?x");
        assertThat(Foreign.line("a" + character + "b")).matches("a[ ?]b");
    }

    @Test
    void printableTextIsUnchanged() {
        assertThat(Foreign.word("Zürich [fd00::5]:8300 中 😀")).isEqualTo("Zürich [fd00::5]:8300 中 😀");
    }

    @Test
    void longWordsAreCut() {
        assertThat(Foreign.word("x".repeat(1 << 20))).hasSizeLessThan(300).endsWith("x…");
        assertThat(Foreign.line("😀".repeat(1 << 10))).hasSizeLessThan(1100).doesNotContain("?");
    }

    @Test
    void goErrorListsBecomeOneLine() {
        assertThat(Foreign.line("""
                        1 error occurred:
                        \t* Failed to join 10.0.0.1:8301: No installed keys could decrypt the message

                        """))
                .isEqualTo(
                        "1 error occurred: Failed to join 10.0.0.1:8301: No installed keys could decrypt the message");
        assertThat(Foreign.line("2 errors occurred:\n\t* 1 error occurred:\n\t* one\n\n\n\t* two\r\n"))
                .isEqualTo("2 errors occurred: 1 error occurred: one; two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\u0085", "\u2028"})
    void aMessageThatQuotesForeignTextBecomesOneUncutLine(String lineBreak) {
        assertThat(Foreign.oneLine("it says: no" + lineBreak + "lictor: all is well; " + "run again ".repeat(1000)))
                .startsWith("it says: no lictor: all is well; run again")
                .endsWith("run again ")
                .hasSizeGreaterThan(10_000);
        assertThat(Foreign.oneLine("\u001b[2Jgone")).isEqualTo("?[2Jgone");
    }

    @Test
    void escapedTextKeepsLineBreaksAndEscapesOtherControls() {
        assertThat(Foreign.escaped("-a: \u009b2Jb\u202e\n\t+a: 中\udb40\udc01$1\\\n"))
                .isEqualTo("-a: \\u009b2Jb\\u202e\n\t+a: 中\\udb40\\udc01$1\\\n");
    }
}
