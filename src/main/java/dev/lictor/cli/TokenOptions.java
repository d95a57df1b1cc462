package dev.lictor.cli;

import dev.lictor.consul.http.TokenFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag by which a command is given a token for Consul: a file, for a command line is seen by everybody. */
public final class TokenOptions {
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with an ACL token for Consul, where it has ACLs: agent:read, operator:read, keyring:read, and key:write on lictor/verify/.")
    @Nullable
    Path file;

    Optional<String> read() {
        if (file == null) {
            return Optional.empty();
        }
        var token = new TokenFile(file).read();
        if (token.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--token-file: %s cannot be read, or holds no ACL token".formatted(file));
        }
        return token;
    }
}
