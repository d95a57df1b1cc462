package dev.lictor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.text.Foreign;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The flag by which a command is told for whom it writes: for people or for programs. */
public final class OutputOptions {
    /** What standard output holds. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description =
                    "What standard output holds: text, a line as it happens, or one JSON document at the end (then text goes to standard error).")
    Format format = Format.TEXT;

    /** Where a line for people goes; whatever others wrote in it, it is one. */
    Consumer<String> lines(CommandLine command) {
        var writer = writer(command);
        return line -> {
            writer.println(Foreign.oneLine(line));
            writer.flush();
        };
    }

    private PrintWriter writer(CommandLine command) {
        return switch (format) {
            case TEXT -> command.getOut();
            case JSON -> command.getErr();
        };
    }

    void document(CommandLine command, JsonNode document) {
        if (format == Format.JSON) {
            command.getOut().println(Foreign.escaped(document.toPrettyString()));
            command.getOut().flush();
        }
    }
}
