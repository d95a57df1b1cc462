package dev.lictor.cli;

import picocli.CommandLine.Command;

/** The commands for a cluster on this machine. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        description = "Runs a cluster of real Consul servers on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = LocalUpCommand.class)
final class LocalCommand {}
