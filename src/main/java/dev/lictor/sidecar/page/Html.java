package dev.lictor.sidecar.page;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTML markup. Values enter it only through {@link #of}, which escapes them: names come from Consul, which accepts any text. */
record Html(String markup) {
    static final Html NOTHING = new Html("");

    /**
     * @param template constant markup, never a value
     * @param values one for each pair of braces in it: markup as it is, anything else as escaped text
     */
    static Html of(String template, Object... values) {
        var pieces = template.split("\\{}", -1);
        if (pieces.length != values.length + 1) {
            throw new IllegalArgumentException("%d values for %s".formatted(values.length, template));
        }
        var markup = new StringBuilder(pieces[0]);
        for (int n = 0; n < values.length; n++) {
            markup.append(values[n] instanceof Html html ? html.markup : escaped(values[n].toString()))
                    .append(pieces[n + 1]);
        }
        return new Html(markup.toString());
    }

    static Html all(Stream<Html> pieces) {
        return new Html(pieces.map(Html::markup).collect(Collectors.joining()));
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.chars().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                // HTML cannot represent a control character.
                default -> escaped.append(Character.isISOControl(character) ? '\uFFFD' : (char) character);
            }
        });
        return escaped.toString();
    }
}
