package dev.lictor.cli;

import picocli.CommandLine.Command;

/** What runs on this machine alone. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        description = "A cluster of real Consul servers on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = LocalUpCommand.class)
final class LocalCommand {}
