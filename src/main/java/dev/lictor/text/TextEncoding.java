package dev.lictor.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** How the text of a file is encoded, as its first bytes and its other characters tell. */
public enum TextEncoding {
    UTF_8(StandardCharsets.UTF_8),
    UTF_8_WITH_MARK(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
    UTF_16_BE_WITH_MARK(StandardCharsets.UTF_16BE, 0xFE, 0xFF),
    UTF_16_LE_WITH_MARK(StandardCharsets.UTF_16LE, 0xFF, 0xFE),
    UTF_16_BE(StandardCharsets.UTF_16BE),
    UTF_16_LE(StandardCharsets.UTF_16LE),
    /** What is not of UTF-8. Each byte is a character, so nothing is lost. */
    LATIN_1(StandardCharsets.ISO_8859_1);

    private final Charset charset;
    private final int[] mark;

    TextEncoding(Charset charset, int... mark) {
        this.charset = charset;
        this.mark = mark;
    }

    public static TextEncoding of(byte[] bytes) {
        for (var encoding : values()) {
            if (encoding.mark.length > 0 && encoding.isMarked(bytes)) {
                return encoding;
            }
        }
        if (bytes.length >= 4 && bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) {
            return UTF_16_BE;
        }
        if (bytes.length >= 4 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0) {
            return UTF_16_LE;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return UTF_8;
        } catch (CharacterCodingException e) {
            return LATIN_1;
        }
    }

    /** The text without its byte order mark. */
    public String decode(byte[] bytes) {
        return new String(bytes, mark.length, bytes.length - mark.length, charset);
    }

    private boolean isMarked(byte[] bytes) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
