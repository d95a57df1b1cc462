package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PrepareCommandTest {
    private static final String KEY = "bGljdG9yIHBsYWNlaG9sZGVyOiBub3QgYSBzZWNyZXQ=";

    @TempDir
    Path folder;

    private final StringWriter told = new StringWriter();

    @BeforeEach
    void storeTheGossipKey() throws IOException {
        Files.writeString(folder.resolve("gossip"), KEY + "\n");
    }

    @Test
    void writesTheServersOwnConfigurationWithoutItselfAmongItsPeers() throws IOException {
        assertThat(prepare("localhost", "gossip")).isZero();

        var written = new ObjectMapper().readTree(folder.resolve("server.json").toFile());
        assertThat(written).hasToString("""
                        {"advertise_addr":"127.0.0.1","encrypt":"%s","node_name":"consul-1","retry_join":["consul-0.ns.svc","consul-10.ns.svc"]}""".formatted(KEY));
    }

    @Test
    void nobodyElseReadsTheGossipKeyAndNobodyIsToldIt() throws IOException {
        prepare("127.0.0.1", "gossip");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("server.json"))))
                .isEqualTo("rw-------");
        assertThat(told.toString()).doesNotContain(KEY);
    }

    @Test
    void aRestartedInitContainerWritesAgain() throws IOException {
        Files.writeString(folder.resolve("server.json"), "old");
        Files.writeString(folder.resolve("server.json.part"), "half");

        assertThat(prepare("127.0.0.1", "gossip")).isZero();
        assertThat(Files.readString(folder.resolve("server.json"))).contains(KEY);
        assertThat(folder.resolve("server.json.part")).doesNotExist();
    }

    @Test
    void aMissingGossipKeyIsToldWithTheRemedy() {
        assertThat(prepare("127.0.0.1", "none")).isEqualTo(ExitCode.INVALID_SETTINGS.number());
        assertThat(told.toString())
                .startsWith("lictor: no gossip key: cannot read ")
                .contains("is the Secret mounted?");
    }

    @Test
    void aNameThatStaysUnknownEndsTheWaitWithTheReason() {
        assertThat(prepare("consul-1.invalid", "gossip")).isEqualTo(ExitCode.NOT_READY.number());
        assertThat(told.toString()).contains("cannot resolve consul-1.invalid within 1 s");
    }

    @Test
    void anAddressOfIpv6IsWrittenAsItIsWithoutBrackets() throws IOException {
        assertThat(prepare("fd00::2", "gossip")).isZero();

        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("server.json").toFile())
                        .path("advertise_addr")
                        .asText())
                .isEqualTo("fd00:0:0:0:0:0:0:2");
    }

    @Test
    void theFamilyThatWasAskedForWinsWhereANameHasIt() throws IOException {
        assertThat(prepare("127.0.0.1", "gossip", "--family=IPv6")).isZero();
        assertThat(Files.readString(folder.resolve("server.json"))).contains("127.0.0.1");

        assertThat(prepare("localhost", "gossip", "--family=IPv4")).isZero();
        assertThat(Files.readString(folder.resolve("server.json"))).contains("127.0.0.1");
    }

    private int prepare(String advertise, String gossipKeyFile, String... more) {
        var args = new ArrayList<>(List.of(
                "--node=consul-1",
                "--advertise=" + advertise,
                "--server=consul-0.ns.svc",
                "--server=consul-1.ns.svc",
                "--server=consul-10.ns.svc",
                "--gossip-key-file=" + folder.resolve(gossipKeyFile),
                "--output=" + folder.resolve("server.json"),
                "--timeout=1"));
        args.addAll(List.of(more));
        return new CommandLine(new PrepareCommand())
                .setExecutionExceptionHandler(new ErrorHandler())
                .setErr(new PrintWriter(told))
                .execute(args.toArray(String[]::new));
    }
}
