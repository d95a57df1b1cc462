package dev.lictor.sidecar.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "consul-0, consul-0",
                "<script>alert(1)</script>, &lt;script&gt;alert(1)&lt;/script&gt;",
                "a\" onload=\"b, a&quot; onload=&quot;b",
                "a' b, a&#39; b",
                "&lt;, &amp;lt;",
                "{}, {}",
                "Käthe 𐌋, Käthe 𐌋",
            })
    void aValueIsTextWhateverItHolds(String value, String escaped) {
        assertThat(Html.of("<b title=\"{}\">{}</b>", value, value).markup())
                .isEqualTo("<b title=\"%s\">%s</b>", escaped, escaped);
    }

    @Test
    void aControlCharacterIsShownAsOneThatCannotBeShown() {
        assertThat(Html.of("{}", "a\u0000b\u001b[31m\n").markup()).isEqualTo("a\uFFFDb\uFFFD[31m\uFFFD");
    }

    @Test
    void markupIsNotEscapedAgain() {
        var items = Html.all(Stream.of("a", "<").map(item -> Html.of("<li>{}</li>", item)));

        assertThat(Html.of("<ul>{}</ul>", items).markup()).isEqualTo("<ul><li>a</li><li>&lt;</li></ul>");
    }

    @Test
    void aValueTooManyOrTooFewIsAMistakeOfTheProgram() {
        assertThatThrownBy(() -> Html.of("<p>{}</p>")).hasMessage("0 values for <p>{}</p>");
        assertThatThrownBy(() -> Html.of("<p>{}</p>", "a", "b")).hasMessage("2 values for <p>{}</p>");
    }
}
