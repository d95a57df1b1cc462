package dev.lictor.consul.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** An ACL token in a mounted file. One that cannot be read is none: Consul decides what it tells without. */
public record TokenFile(Path file) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,256}");

    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file).strip())
                    .filter(text -> FORM.matcher(text).matches());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
