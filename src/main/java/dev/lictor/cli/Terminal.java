package dev.lictor.cli;

import dev.lictor.local.display.TerminalDisplay.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds the size of the terminal, for which Java has no API. */
final class Terminal {
    private static final Size DEFAULT = new Size(50, 110);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private Terminal() {}

    /** From {@code LINES} and {@code COLUMNS} in the environment, or from {@code stty}, or else a default size. */
    static Size size(Map<String, String> environment) {
        return size(environment, sttySize());
    }

    /** @param stty the output of {@code stty size}: rows and columns */
    static Size size(Map<String, String> environment, String stty) {
        var words = (stty.strip() + " ").split(" ", -1);
        return new Size(
                number(environment.getOrDefault("LINES", ""))
                        .or(() -> number(words[0]))
                        .orElse(DEFAULT.rows()),
                number(environment.getOrDefault("COLUMNS", ""))
                        .or(() -> number(words[1]))
                        .orElse(DEFAULT.columns()));
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(number -> number > 0);
    }

    private static String sttySize() {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.getInputStream()) {
                return process.waitFor(1, TimeUnit.SECONDS)
                        ? new String(output.readAllBytes(), StandardCharsets.UTF_8)
                        : "";
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
