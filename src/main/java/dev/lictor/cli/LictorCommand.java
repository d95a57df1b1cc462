package dev.lictor.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

@Command(
        name = "lictor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Bootstraps secure Consul clusters on Kubernetes, and tells the truth about their Raft.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BootstrapCommand.class,
            DiffCommand.class,
            RenderCommand.class,
            VerifyCommand.class,
            UninstallCommand.class,
            PrepareCommand.class,
            SidecarCommand.class,
            HandoverCommand.class,
            LocalCommand.class
        })
public final class LictorCommand {
    /** @return the exit code */
    public static int execute(IFactory factory, String... args) {
        return commandLine(factory).execute(args);
    }

    static CommandLine commandLine(IFactory factory) {
        return new CommandLine(LictorCommand.class, factory)
                .setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
