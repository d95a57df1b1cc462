package dev.lictor.kubernetes.kubeconfig;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file cannot be read. Exceptions of the JDK have only the file's name as their message. */
final class ReadFailure {
    private ReadFailure() {}

    static String words(IOException failure) {
        return switch (failure) {
            case NoSuchFileException ignored -> "no such file";
            case AccessDeniedException ignored -> "permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
