package dev.lictor.cli;

import dev.lictor.consul.http.TokenFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag for a Consul ACL token. Its value is a file, because other users can see a command line. */
public final class TokenOptions {
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with a Consul ACL token, if Consul has ACLs. Needs agent:read, operator:read, keyring:read, and key:write on lictor/verify/.")
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
