package dev.lictor.consul;

import dev.lictor.text.Foreign;
import java.util.regex.Pattern;

/** Reads the output of {@code consul validate} about a configuration that it refuses. */
public final class ValidationOutput {
    /** The exit code of {@code consul validate} if the configuration is refused; a process that cannot run Consul has others. */
    public static final int REFUSED = 1;

    /** Warnings about deprecated keys come first. */
    private static final Pattern PREAMBLE = Pattern.compile("(?s).*Config validation failed: *");

    /** Consul names its file, which the reader did not write. */
    private static final Pattern FILE = Pattern.compile("(?:Error parsing|failed to parse) \\S+\\.json: *");

    private ValidationOutput() {}

    /**
     * Consul's reasons in one line, without its warnings and the names of its files.
     *
     * @param output all of it, or its end
     */
    public static String words(String output) {
        var words = Foreign.line(
                FILE.matcher(PREAMBLE.matcher(output).replaceFirst("")).replaceFirst(""));
        return words.isEmpty() ? "it does not say why" : words;
    }
}
