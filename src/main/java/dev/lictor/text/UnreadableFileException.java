package dev.lictor.text;

import java.nio.file.Path;

/** A file that cannot be read. The message names the file and says why, and names no class of Java. */
public final class UnreadableFileException extends Exception {
    UnreadableFileException(Path file, String why) {
        super("cannot read %s: %s".formatted(file, why));
    }
}
