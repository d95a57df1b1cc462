package dev.lictor.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextEncodingTest {
    private static final String TEXT = "B\u00fcrger";

    static Stream<Arguments> encoded() {
        return Stream.of(
                arguments(TextEncoding.UTF_8, TEXT.getBytes(StandardCharsets.UTF_8)),
                arguments(TextEncoding.UTF_8_WITH_MARK, ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8)),
                arguments(TextEncoding.LATIN_1, TEXT.getBytes(StandardCharsets.ISO_8859_1)),
                arguments(TextEncoding.UTF_16_BE_WITH_MARK, ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE)),
                arguments(TextEncoding.UTF_16_LE_WITH_MARK, ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE)),
                arguments(TextEncoding.UTF_16_BE, TEXT.getBytes(StandardCharsets.UTF_16BE)),
                arguments(TextEncoding.UTF_16_LE, TEXT.getBytes(StandardCharsets.UTF_16LE)));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void aTextIsDecodedByWhatItsBytesTell(TextEncoding encoding, byte[] bytes) {
        assertThat(TextEncoding.of(bytes)).isEqualTo(encoding);
        assertThat(encoding.decode(bytes)).isEqualTo(TEXT);
    }
}
