package dev.lictor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** How wide the terminal is, which Java cannot tell. */
final class Terminal {
    static final int USUAL_COLUMNS = 110;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private Terminal() {}

    /** By {@code COLUMNS} of the environment, else as {@code stty} says, else a usual width. */
    static int columns(Map<String, String> environment) {
        return number(environment.getOrDefault("COLUMNS", ""))
                .or(() -> secondWord(sttySize()).flatMap(Terminal::number))
                .orElse(USUAL_COLUMNS);
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(columns -> columns > 0);
    }

    private static Optional<String> secondWord(String rowsAndColumns) {
        var words = rowsAndColumns.strip().split(" ", -1);
        return words.length == 2 ? Optional.of(words[1]) : Optional.empty();
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
