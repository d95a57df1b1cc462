package dev.lictor.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the blocks of a text in PEM form, wherever their lines begin and however they end. What Consul would not find (Go, encoding/pem) is found,
 * too, with the reason.
 */
final class PemScanner {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([^\\-\\r\\n]+)-----");
    private static final Pattern HEADER = Pattern.compile("\\s*([A-Za-z0-9-]+): .*");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\n|\\r");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    private static final Pattern OTHER_CHARACTER = Pattern.compile("[^A-Za-z0-9+/=\\s]");
    private static final String ENCRYPTED = "ENCRYPTED";
    private static final String ESCAPED_LINE_END = "\\n";

    private final String text;
    private final String name;

    /** @param name the name of the text in messages */
    PemScanner(String text, String name) {
        this.text = text;
        this.name = name;
    }

    /** @throws BrokenKeyMaterialException if a block is damaged */
    List<PemBlock> blocks() {
        var blocks = new ArrayList<PemBlock>();
        var begin = BEGIN.matcher(text);
        int line = 1;
        for (int from = 0, counted = 0; begin.find(from); ) {
            var label = begin.group(1);
            var end = "-----END %s-----".formatted(label);
            int bodyEnd = text.indexOf(end, begin.end());
            line += lineEnds(counted, begin.start());
            counted = begin.start();
            if (bodyEnd < 0 || text.substring(begin.end(), bodyEnd).contains("-----BEGIN ")) {
                throw damaged(line, "has no line %s; the file is cut off".formatted(end));
            }
            from = bodyEnd + end.length();
            blocks.add(block(label, line, begin.end(), bodyEnd, flaw(begin.start(), begin.end(), bodyEnd, from)));
        }
        return blocks;
    }

    private PemBlock block(String label, int line, int bodyBegin, int bodyEnd, Optional<KeyMaterialForm> flaw) {
        var body = text.substring(bodyBegin, bodyEnd);
        if (body.contains(ESCAPED_LINE_END)) {
            return block(
                    label,
                    line,
                    body.replace("\\r", "").replace(ESCAPED_LINE_END, "\n"),
                    Optional.of(KeyMaterialForm.ESCAPED_LINES));
        }
        return block(label, line, body, flaw);
    }

    private PemBlock block(String label, int line, String body, Optional<KeyMaterialForm> flaw) {
        int bodyLine = line;
        var base64 = new StringBuilder();
        boolean headers = false;
        boolean encrypted = false;
        boolean continued = false;
        for (var each : LINE_END.split(body, -1)) {
            var header = HEADER.matcher(each);
            if (base64.isEmpty() && (header.matches() || (continued && !each.isBlank()))) {
                headers = true;
                encrypted |= each.contains(ENCRYPTED);
                continued = each.strip().endsWith(",");
            } else {
                continued = false;
                var other = OTHER_CHARACTER.matcher(each);
                if (other.find()) {
                    throw damaged(bodyLine, "has a character that is not of base64");
                }
                base64.append(BLANKS.matcher(each).replaceAll(""));
            }
            bodyLine++;
        }
        if (!BASE64.matcher(base64).matches()) {
            throw damaged(line, "has base64 of a wrong length; characters are missing");
        }
        var reason = headers && label.endsWith("CERTIFICATE")
                ? flaw.or(() -> Optional.of(KeyMaterialForm.OTHER_LABEL))
                : flaw;
        return new PemBlock(label, line, encrypted, base64.toString(), reason);
    }

    /** Go wants {@code -----BEGIN} at the begin of a line, {@code -----END} after a line feed, and nothing behind either. */
    private Optional<KeyMaterialForm> flaw(int begin, int beginEnd, int end, int endEnd) {
        if (begin == 0 || text.charAt(begin - 1) == '\n') {
            return text.charAt(end - 1) == '\n' && isLineEnd(beginEnd) && isLineEnd(endEnd)
                    ? Optional.empty()
                    : Optional.of(kind(end));
        }
        return Optional.of(kind(begin));
    }

    private KeyMaterialForm kind(int at) {
        int before = at;
        while (before > 0 && (text.charAt(before - 1) == ' ' || text.charAt(before - 1) == '\t')) {
            before--;
        }
        if (before > 0 && text.charAt(before - 1) == '\r') {
            return KeyMaterialForm.CARRIAGE_RETURNS;
        }
        return before < at && (before == 0 || text.charAt(before - 1) == '\n')
                ? KeyMaterialForm.INDENTED
                : KeyMaterialForm.AMONG_TEXT;
    }

    /** Whether blanks alone follow in the line. */
    private boolean isLineEnd(int at) {
        int next = at;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        return next == text.length()
                || text.charAt(next) == '\n'
                || text.startsWith("\r\n", next)
                || (text.charAt(next) == '\r' && next + 1 == text.length());
    }

    private int lineEnds(int from, int to) {
        return (int) LINE_END.matcher(text).region(from, to).results().count();
    }

    private BrokenKeyMaterialException damaged(int line, String why) {
        return new BrokenKeyMaterialException("%s is damaged: line %d %s".formatted(name, line, why));
    }
}
