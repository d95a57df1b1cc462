package dev.lictor.cli;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.local.CannotStartException;
import dev.lictor.operations.FolderRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with a command's flags, with the files that they name and with the settings, so that all is told at once. */
final class InputProblems {
    private final List<String> usage = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private final List<String> consul = new ArrayList<>();

    /** A command that can judge all of its input without doing anything else. */
    interface Judged {
        /**
         * Reads all input.
         *
         * @throws InvalidSpecException or another exception with every problem of the input
         */
        void judgeInput();
    }

    /** The problems of a command's input, for a command line that is wrong already. */
    static List<String> of(Judged command) {
        var problems = new InputProblems();
        problems.read(() -> {
            command.judgeInput();
            return true;
        });
        return problems.all();
    }

    /** What the source gives; empty if it has problems, which are kept. */
    <T> Optional<T> read(Supplier<T> source) {
        try {
            return Optional.of(source.get());
        } catch (InvalidSpecException e) {
            settings.addAll(e.problems());
        } catch (FolderRefusedException e) {
            usage.addAll(lines(e));
        } catch (CannotStartException e) {
            consul.addAll(lines(e));
        } catch (CommandFailure e) {
            (e.exitCode() == ExitCode.USAGE ? usage : settings).addAll(lines(e));
        }
        return Optional.empty();
    }

    void add(ExitCode exitCode, String problem) {
        (exitCode == ExitCode.USAGE ? usage : settings).add(problem);
    }

    /** @throws CommandFailure with all problems, if there are any; the exit code is that of the first kind in the order of the numbers */
    void raise() {
        if (!all().isEmpty()) {
            throw new CommandFailure(exitCode(), String.join("\n", all()));
        }
    }

    private ExitCode exitCode() {
        if (!usage.isEmpty()) {
            return ExitCode.USAGE;
        }
        return settings.isEmpty() ? ExitCode.CONSUL : ExitCode.INVALID_SETTINGS;
    }

    private List<String> all() {
        var all = new ArrayList<>(usage);
        all.addAll(settings);
        all.addAll(consul);
        return all;
    }

    private static List<String> lines(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().toList();
    }
}
