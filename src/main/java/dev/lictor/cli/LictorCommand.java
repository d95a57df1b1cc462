package dev.lictor.cli;

import dev.lictor.text.Foreign;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
        name = "lictor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Bootstraps secure Consul clusters on Kubernetes, and reports the state of their Raft consensus.",
        synopsisSubcommandLabel = "COMMAND")
public final class LictorCommand {
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            BootstrapCommand.class,
            DiffCommand.class,
            RenderCommand.class,
            VerifyCommand.class,
            UninstallCommand.class,
            PrepareCommand.class,
            SidecarCommand.class,
            HandoverCommand.class,
            LocalCommand.class);

    /** @return the exit code */
    public static int execute(IFactory factory, String... args) {
        return commandLine(factory, args).execute(args);
    }

    /** Parses only the named command's flags: parsing those of all commands is a quarter of a sidecar's work at start. */
    static CommandLine commandLine(IFactory factory, String... args) {
        var commandLine = new CommandLine(LictorCommand.class, factory);
        var named =
                SUBCOMMANDS.stream().filter(command -> isNamed(command, args)).toList();
        (named.isEmpty() ? SUBCOMMANDS : named).forEach(commandLine::addSubcommand);
        collectErrors(commandLine);
        return commandLine
                .setExecutionStrategy(LictorCommand::run)
                .setExecutionExceptionHandler(new ErrorHandler())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Else picocli ends at the first error of a command line. */
    private static void collectErrors(CommandLine commandLine) {
        commandLine.getCommandSpec().parser().collectErrors(true);
        commandLine.getSubcommands().values().forEach(LictorCommand::collectErrors);
    }

    /** Picocli ignores an unknown command next to {@code --help} and prints the help of another command. Fail instead. */
    private static int run(ParseResult parsed) {
        var errors = new ArrayList<ParameterException>();
        for (var each = parsed; each != null; each = each.subcommand()) {
            each.errors().stream()
                    .filter(ParameterException.class::isInstance)
                    .map(ParameterException.class::cast)
                    .forEach(errors::add);
        }
        for (var each : parsed.asCommandLineList()) {
            var unmatched = each.getUnmatchedArguments();
            if (!unmatched.isEmpty() && errors.stream().noneMatch(UnmatchedArgumentException.class::isInstance)) {
                errors.add(new UnmatchedArgumentException(each, unmatched));
            }
        }
        if (!errors.isEmpty()) {
            throw withAllProblems(errors);
        }
        return new RunLast().execute(parsed);
    }

    /** @return the last error, whose message picocli prints with the usage; all others are printed here */
    private static ParameterException withAllProblems(List<ParameterException> errors) {
        var last = errors.getLast();
        var command = last.getCommandLine();
        if (command.getCommand() instanceof InputProblems.Judged judged) {
            InputProblems.of(judged)
                    .forEach(problem -> command.getErr().println("lictor: " + Foreign.oneLine(problem)));
        }
        // Picocli adds an error for each flag that is missing, and each names all of them.
        errors.stream()
                .map(error -> String.valueOf(error.getMessage()))
                .distinct()
                .filter(message -> !message.equals(last.getMessage()))
                .forEach(message -> command.getErr().println(Foreign.oneLine(message)));
        return last;
    }

    private static boolean isNamed(Class<?> command, String... args) {
        return args.length > 0
                && args[0].equals(command.getAnnotation(Command.class).name());
    }
}
