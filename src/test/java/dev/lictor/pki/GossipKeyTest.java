package dev.lictor.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expectations were compared by hand with {@code consul validate} and the setting {@code encrypt}; Consul 1.7.2 and 1.22.7 agree. */
class GossipKeyTest {
    /** 32 bytes that need both characters in which the alphabets differ. */
    private static final String KEY = "++++//////////////////////////////////////8=";

    @ParameterizedTest
    @ValueSource(strings = {KEY, KEY + "\n", KEY + "\r\n", " " + KEY})
    void surroundingWhitespaceIsIgnored(String text) {
        assertThat(GossipKey.parse(text).base64()).isEqualTo(KEY);
    }

    @Test
    void aKeyMaySpanSeveralLines() {
        assertThat(GossipKey.parse(KEY.substring(0, 20) + "\n" + KEY.substring(20))
                        .base64())
                .isEqualTo(KEY);
    }

    @Test
    void surplusBitsAreIgnored() {
        assertThat(GossipKey.parse(KEY.replace("8=", "9=")).base64())
                .as("as Consul tells it, for verify compares it")
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void allSizesOfConsulAreAccepted(int size) {
        assertThat(GossipKey.parse(base64(new byte[size])).base64()).hasSize((size + 2) / 3 * 4);
    }

    @Test
    void aFileOfAnyEncodingIsRead() {
        assertThat(GossipKey.parse(("\uFEFF" + KEY).getBytes(StandardCharsets.UTF_8))
                        .base64())
                .isEqualTo(KEY);
        assertThat(GossipKey.parse(("\uFEFF" + KEY + "\r\n").getBytes(StandardCharsets.UTF_16LE))
                        .base64())
                .isEqualTo(KEY);
    }

    @Test
    void rawBytesAreNamedAsSuch() {
        assertThatThrownBy(() -> GossipKey.parse(Base64.getDecoder().decode(KEY)))
                .isInstanceOfSatisfying(
                        BrokenKeyMaterialException.class,
                        refusal -> assertThat(refusal.remedy()).contains("put there what base64 -w0 makes of them"))
                .hasMessage("the gossip key is 32 bytes as they are, and Consul reads it in base64");
    }

    static Stream<Arguments> keysThatConsulRefuses() {
        return Stream.of(
                argumentSet(
                        "unpadded",
                        KEY.replace("=", ""),
                        "the gossip key is not base64 as Consul reads it: the padding (=) at its end is wrong"),
                argumentSet("padded too much", KEY + "=", "the padding (=) at its end is wrong"),
                argumentSet(
                        "URL-safe",
                        KEY.replace('+', '-').replace('/', '_'),
                        "the gossip key is not base64 as Consul reads it, but URL-safe base64: write + for - and / for _"),
                argumentSet(
                        "quoted", '"' + KEY + '"', "the gossip key is not base64: write it without quotation marks"),
                argumentSet("a blank within", KEY.replaceFirst("//", "/ /"), "the gossip key is not base64"),
                argumentSet("raw", "\u0000\uFFFD" + KEY, "the gossip key is not base64"),
                argumentSet("nothing", "", "the gossip key has 0 bytes instead of 32"),
                argumentSet("20 bytes", base64(new byte[20]), "the gossip key has 20 bytes instead of 32"),
                argumentSet(
                        "encoded twice",
                        base64(KEY.getBytes(StandardCharsets.US_ASCII)),
                        "the gossip key has 44 bytes instead of 32: is it encoded twice? What it decodes to is a key in base64"),
                argumentSet(
                        "encoded twice with its newline",
                        base64((KEY + "\n").getBytes(StandardCharsets.US_ASCII)),
                        "is it encoded twice?"));
    }

    @ParameterizedTest
    @MethodSource("keysThatConsulRefuses")
    void aKeyThatConsulRefusesIsRefusedWithoutShowingIt(String text, String why) {
        assertThatThrownBy(() -> GossipKey.parse(text))
                .isInstanceOf(BrokenKeyMaterialException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("++++")
                .hasMessageNotContaining("----");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
