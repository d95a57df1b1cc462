package dev.lictor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.text.Foreign;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The flag that selects the output: text for people, or JSON for programs. */
public final class OutputOptions {
    /** The content of standard output. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description =
                    "Content of standard output: text, with a line for each event as it happens, or one JSON document at the end; text then goes to standard error.")
    Format format = Format.TEXT;

    /** Prints lines for people. Text from other programs cannot break a line in two or control the terminal. */
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
