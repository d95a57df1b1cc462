package dev.lictor.pki;

import dev.lictor.text.TextEncoding;
import java.util.Optional;

/**
 * The bytes of a file as text. PEM is of ASCII; other characters are in comments only.
 *
 * @param text the text, without a byte order mark
 * @param encoding the encoding in which Consul would not find a block of PEM; empty for ASCII and what contains it
 */
record FileText(String text, Optional<KeyMaterialForm> encoding) {
    static FileText of(byte[] bytes) {
        var encoding = TextEncoding.of(bytes);
        return new FileText(
                encoding.decode(bytes),
                switch (encoding) {
                    case UTF_8, LATIN_1 -> Optional.empty();
                    case UTF_8_WITH_MARK -> Optional.of(KeyMaterialForm.BYTE_ORDER_MARK);
                    case UTF_16_BE_WITH_MARK, UTF_16_LE_WITH_MARK -> Optional.of(KeyMaterialForm.UTF_16);
                    case UTF_16_BE -> Optional.of(KeyMaterialForm.UTF_16_BE);
                    case UTF_16_LE -> Optional.of(KeyMaterialForm.UTF_16_LE);
                });
    }

    /** Why Consul does not find a block, if that is the encoding. A byte order mark hides only what follows it at once. */
    Optional<KeyMaterialForm> hides(PemBlock block) {
        return encoding.filter(form ->
                form != KeyMaterialForm.BYTE_ORDER_MARK || (block.line() == 1 && text.startsWith("-----BEGIN")));
    }

    @Override
    public String toString() {
        return "FileText[hidden]";
    }
}
