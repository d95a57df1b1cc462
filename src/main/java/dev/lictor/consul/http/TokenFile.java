package dev.lictor.consul.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** An ACL token in a mounted file. Without a readable token the request is sent without one, and Consul decides what it answers. */
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
