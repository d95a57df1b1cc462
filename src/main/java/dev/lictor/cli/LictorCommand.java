package dev.lictor.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
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
        return commandLine
                .setExecutionStrategy(LictorCommand::run)
                .setExecutionExceptionHandler(new ErrorHandler())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Picocli ignores an unknown command next to {@code --help} and prints the help of another command. Fail instead. */
    private static int run(ParseResult parsed) {
        for (var each : parsed.asCommandLineList()) {
            var unmatched = each.getUnmatchedArguments();
            if (!unmatched.isEmpty()) {
                throw new UnmatchedArgumentException(each, unmatched);
            }
        }
        return new RunLast().execute(parsed);
    }

    private static boolean isNamed(Class<?> command, String... args) {
        return args.length > 0
                && args[0].equals(command.getAnnotation(Command.class).name());
    }
}
