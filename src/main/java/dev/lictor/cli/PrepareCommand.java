package dev.lictor.cli;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.network.IpFamily;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.GossipKey;
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
                "Writes what only this server's Consul configuration has: runs as an init container of each server's pod.")
public final class PrepareCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Option(names = "--node", required = true, paramLabel = "NAME", description = "This server's name.")
    String node = "";

    @Option(
            names = "--advertise",
            required = true,
            paramLabel = "NAME|ADDRESS",
            description = "Where its peers reach it; a name is resolved now, for Consul wants an address.")
    String advertise = "";

    @Option(
            names = "--family",
            paramLabel = "IPv4|IPv6",
            description = "Which of the name's addresses to advertise, if it has both.")
    @Nullable
    IpFamily family;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "NAME",
            description =
                    "Where a server is reached, once for each of the cluster. The own one is left out: a server that joins itself is content with that.")
    List<String> servers = List.of();

    @Option(names = "--gossip-key-file", required = true, paramLabel = "FILE", description = "The gossip key.")
    Path gossipKeyFile = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The configuration to write.")
    Path output = Path.of("");

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to try to resolve a name (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var peers = ConsulConfiguration.peers(node, servers);
        var configuration =
                ConsulConfiguration.own(node, resolved(), peers, gossipKey().base64(), Map.of());
        // Written beside and moved, so that Consul never reads a part of it.
        var part = output.resolveSibling(output.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, configuration);
        Files.move(part, output, StandardCopyOption.ATOMIC_MOVE);
        return ExitCode.DONE.number();
    }

    private String resolved() throws InterruptedException {
        var deadline = Deadline.after(Duration.ofSeconds(timeoutSeconds), new MonotonicClock());
        while (true) {
            try {
                return preferred(InetAddress.getAllByName(advertise)).getHostAddress();
            } catch (UnknownHostException e) {
                if (!deadline.sleep(PAUSE)) {
                    throw new CommandFailure(
                            ExitCode.NOT_READY,
                            "cannot resolve %s within %d s; is the Service there, and cluster DNS?"
                                    .formatted(advertise, timeoutSeconds));
                }
            }
        }
    }

    /** The resolver's first is not always of the family that was asked for. */
    private InetAddress preferred(InetAddress[] addresses) {
        return Stream.of(addresses)
                .filter(address -> family == (address instanceof Inet6Address ? IpFamily.IPV6 : IpFamily.IPV4))
                .findFirst()
                .orElse(addresses[0]);
    }

    private GossipKey gossipKey() {
        try {
            return GossipKey.parse(Files.readString(gossipKeyFile));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS,
                    "no gossip key in %s: %s; is the Secret mounted?".formatted(gossipKeyFile, e.getMessage()));
        } catch (BrokenKeyMaterialException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS,
                    "no gossip key in %s: %s; restore it in the Secret".formatted(gossipKeyFile, e.getMessage()));
        }
    }
}
