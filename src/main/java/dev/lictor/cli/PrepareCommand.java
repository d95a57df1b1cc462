package dev.lictor.cli;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.IpFamily;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.GossipKey;
import dev.lictor.text.SmallFile;
import dev.lictor.text.UnreadableFileException;
import dev.lictor.time.Deadline;
import dev.lictor.time.MonotonicClock;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Writes the part of Consul's configuration that only this server has. Runs in the init container of each server's pod.")
public final class PrepareCommand implements Callable<Integer>, InputProblems.Judged {
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Option(names = "--node", required = true, paramLabel = "NAME", description = "This server's name.")
    String node = "";

    @Option(
            names = "--advertise",
            required = true,
            paramLabel = "NAME|ADDRESS",
            description =
                    "Where peers reach this server. A name is resolved to an address, because Consul needs an address.")
    String advertise = "";

    @Option(
            names = "--family",
            paramLabel = "IPv4|IPv6",
            description = "Which address to advertise if the name has addresses of both families.")
    @Nullable
    IpFamily family;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "NAME",
            description =
                    "Where a server of the cluster is reached; once for each server. This server itself is left out of its peers, because a server that joins itself does not look for others.")
    List<String> servers = List.of();

    @Option(
            names = "--gossip-key-file",
            required = true,
            paramLabel = "FILE",
            description = "File that holds the gossip key.")
    Path gossipKeyFile = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Configuration file to write.")
    Path output = Path.of("");

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to retry when the name cannot be resolved (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var key = input();
        var peers = ConsulConfiguration.peers(node, servers);
        var configuration = ConsulConfiguration.own(node, resolve(), peers, key.base64(), Map.of());
        // Write another file and rename it, so that Consul never reads an incomplete file.
        var part = output.resolveSibling(output.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, configuration);
        Files.move(part, output, StandardCopyOption.ATOMIC_MOVE);
        return ExitCode.DONE.number();
    }

    private GossipKey input() {
        var problems = new InputProblems();
        if (timeoutSeconds < 0) {
            problems.add(ExitCode.USAGE, "--timeout is %d; use 0 or more".formatted(timeoutSeconds));
        }
        var folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            problems.add(
                    ExitCode.INVALID_SETTINGS,
                    "--output is %s, and %s is not a folder that can be written; is its volume mounted?"
                            .formatted(output, folder));
        }
        var key = problems.read(this::gossipKey);
        problems.raise();
        return key.orElseThrow();
    }

    @Override
    public void judgeInput() {
        // Without these flags picocli says that they are missing.
        if (!output.toString().isEmpty() && !gossipKeyFile.toString().isEmpty()) {
            input();
        }
    }

    private String resolve() throws InterruptedException {
        var deadline = Deadline.after(Duration.ofSeconds(timeoutSeconds), new MonotonicClock());
        while (true) {
            try {
                return preferred(InetAddress.getAllByName(advertise)).getHostAddress();
            } catch (UnknownHostException e) {
                if (!deadline.sleep(PAUSE)) {
                    throw new CommandFailure(
                            ExitCode.NOT_READY,
                            "cannot resolve %s within %d s; does its Service exist, and does cluster DNS run?"
                                    .formatted(advertise, timeoutSeconds));
                }
            }
        }
    }

    /** The first address of the requested family: the resolver may return another family first. */
    private InetAddress preferred(InetAddress[] addresses) {
        return Stream.of(addresses)
                .filter(address -> family == (address instanceof Inet6Address ? IpFamily.IPV6 : IpFamily.IPV4))
                .findFirst()
                .orElse(addresses[0]);
    }

    private GossipKey gossipKey() {
        try {
            return GossipKey.parse(SmallFile.read(gossipKeyFile));
        } catch (UnreadableFileException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS, "no gossip key: %s; is the Secret mounted?".formatted(e.getMessage()));
        } catch (BrokenKeyMaterialException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS,
                    "no gossip key in %s: %s; %s"
                            .formatted(gossipKeyFile, e.getMessage(), e.remedy().orElse("restore it in the Secret")));
        }
    }
}
