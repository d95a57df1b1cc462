package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.consul.snapshot.SnapshotArchive;
import dev.lictor.testing.SnapshotArchives;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.Disk;
import dev.lictor.testing.servers.RealConsul;
import dev.lictor.testing.servers.StartedServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups of real servers, which Consul's own program restores. */
@Tag("native")
class BackupIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SERVERS = 3;
    private static final String TOKEN = "5e2c3b1a-0000-4000-8000-00000000000a";

    @TempDir
    Path directory;

    @AutoClose
    private final StartedServers started = new StartedServers();

    @ParameterizedTest
    @EnumSource
    void aBackupOfAnyServerRestoresTheData(RealConsul version) throws IOException, InterruptedException {
        // Given three servers with data
        var servers = servers(version, Map.of());
        await().atMost(TIMEOUT)
                .until(() -> consul(version, servers, "kv", "put", "traefik/rule", "Host(`a`)")
                        .contains("Success"));

        // When each has a sidecar that makes backups
        var sidecars = IntStream.range(0, SERVERS)
                .mapToObj(server -> sidecar(servers, server, Map.of()))
                .toList();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(sidecar -> said(sidecar, "backed up: ")));

        // Then each has a valid backup, and reports it
        assertThat(sidecars).allSatisfy(sidecar -> {
            assertThat(sidecar.metrics())
                    .contains("lictor_backups_total 1.0\n", "lictor_backup_failures_total 0.0\n")
                    .contains("lictor_backup_last_timestamp_seconds ", "lictor_backup_last_size_bytes ");
            assertThat(sidecar.get("/status").orElseThrow().body()).contains("\"backups\"", ".snap\"");
        });

        // And when all keys are deleted, each backup restores them
        for (int server = 0; server < SERVERS; server++) {
            consul(version, servers, "kv", "delete", "-recurse", "traefik/");
            assertThat(consul(version, servers, "kv", "get", "traefik/rule")).contains("No key exists");

            assertThat(consul(
                            version,
                            servers,
                            "snapshot",
                            "restore",
                            backup(server).toString()))
                    .contains("Restored snapshot");
            assertThat(consul(version, servers, "kv", "get", "traefik/rule")).isEqualTo("Host(`a`)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void underAclsABackupNeedsATokenOfItsOwn(RealConsul version) throws IOException, InterruptedException {
        // Given servers whose ACLs deny, and whose leader has written the anonymous token: until then a request without
        // a token gets
        // "ACL not found"
        var servers = servers(
                version,
                Map.of("acl", Map.of("enabled", true, "default_policy", "deny", "tokens", Map.of("master", TOKEN))));
        var snapshot = directory.resolve("refused.snap").toString();
        await().atMost(TIMEOUT)
                .until(() ->
                        consul(version, servers, "snapshot", "save", snapshot).contains("Permission denied"));

        // When a sidecar has no token
        var without = sidecar(servers, 0, Map.of());
        await().atMost(TIMEOUT).until(() -> said(without, "could not back up"));

        // Then it logs once what it needs, and the server is ready
        assertThat(without.log())
                .filteredOn(line -> line.contains("could not back up"))
                .singleElement()
                .asString()
                .contains("status 403: Permission denied")
                .endsWith(
                        "; lictor.sidecar.backup-token-file, or backup-token in the token-secret, must be a token with"
                                + " acl:write");
        assertThat(without.probe("ready")).isEqualTo(200);

        // And with a token it makes a backup
        var token = Files.writeString(directory.resolve("token"), TOKEN);
        var with = sidecar(servers, 1, Map.of("LICTOR_SIDECAR_BACKUP_TOKEN_FILE", token.toString()));
        await().atMost(TIMEOUT).until(() -> said(with, "backed up: "));
        assertThat(with.log()).noneMatch(line -> line.contains(TOKEN));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup(1))))
                .isEqualTo("rw-------");
    }

    @Test
    void backupsAreMadeOnASharedDiskWhileTheDataHasRoom() throws IOException {
        // Given two disks for backups: one is 90 % full, and the other has only the room that the data will need
        var servers = servers(RealConsul.NEWEST, Map.of());
        disk(0).fill(400L << 20);
        disk(1).fill(100L << 20);

        // When each has a sidecar that keeps backups
        var shared = sidecar(servers, 0, Map.of());
        var full = sidecar(servers, 1, Map.of());

        // Then the first disk has a backup, and the sidecar of the other reports the missing room
        await().atMost(TIMEOUT).until(() -> said(shared, "backed up: "));
        await().atMost(TIMEOUT).until(() -> said(full, "could not back up"));
        assertThat(full.log())
                .filteredOn(line -> line.contains("could not back up"))
                .singleElement()
                .asString()
                .contains("the disk has 104.", " MB free, of which 134.2 MB are kept free for Consul's own log")
                .endsWith(": free some of that disk, or enlarge it");
        assertThat(full.probe("ready")).isEqualTo(200);
    }

    @Test
    void serversThatLostTheirDataAreReportedAndTheBackupIsKept() throws IOException {
        // Given servers with a shorter log than an earlier backup
        var servers = servers(RealConsul.NEWEST, Map.of());
        Files.createDirectories(backups(0));
        var before = Files.write(
                backups(0).resolve("20260101T000000Z.snap"),
                SnapshotArchives.whole("what was".getBytes(StandardCharsets.UTF_8), 1_000_000));

        // When one of them is ready
        var sidecar = sidecar(servers, 0, Map.of());

        // Then its sidecar reports the loss, keeps that backup and makes no other
        await().atMost(TIMEOUT).until(() -> said(sidecar, "data is lost: Raft's index was "));
        assertThat(sidecar.metrics()).contains("lictor_data_lost 1.0\n", "lictor_backups_total 0.0\n");
        assertThat(sidecar.get("/status").orElseThrow().body()).contains("\"dataLost\"");
        assertThat(backup(0)).isEqualTo(before);

        // And when the backup is moved away, backups are made again
        Files.move(before, directory.resolve("before.snap"));
        await().atMost(TIMEOUT).until(() -> said(sidecar, "backed up: "));
        assertThat(sidecar.metrics()).contains("lictor_data_lost 0.0\n");
    }

    @ParameterizedTest
    @EnumSource
    void aDataLossIsReportedUntilABackupIsRestored(RealConsul version) throws IOException, InterruptedException {
        // Given servers with backups that all lost their data and started as a new cluster
        var servers = servers(version, Map.of());
        await().atMost(TIMEOUT)
                .until(() -> consul(version, servers, "kv", "put", "traefik/rule", "Host(`a`)")
                        .contains("Success"));
        write(version, servers, "old", 300);
        var sidecars = List.of(sidecar(servers, 0, Map.of()), sidecar(servers, 1, Map.of()));
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(sidecar -> said(sidecar, "backed up: ")));
        var before = backup(0);
        servers.loseAll();
        servers.startAll();

        // When the sidecars have seen it, and the new log is longer than the logs in the backups
        await().atMost(TIMEOUT)
                .until(() -> sidecars.stream().allMatch(sidecar -> said(sidecar, "data is lost: Raft's index was ")));
        await().atMost(TIMEOUT)
                .until(() -> consul(version, servers, "kv", "put", "new/0", "x").contains("Success"));
        write(version, servers, "new", Math.toIntExact(SnapshotArchive.index(before)));

        // Then the loss is still reported, by a restarted sidecar, too
        assertThat(sidecars.get(1).metrics()).contains("lictor_data_lost 1.0\n");
        sidecars.get(0).close();
        var another = sidecar(servers, 0, Map.of());
        await().atMost(TIMEOUT).until(() -> another.metrics().contains("lictor_data_lost 1.0\n"));
        assertThat(backup(0)).isEqualTo(before);

        // And when a backup is restored, both stop reporting it
        assertThat(consul(version, servers, "snapshot", "restore", before.toString()))
                .contains("Restored snapshot");
        for (var sidecar : List.of(another, sidecars.get(1))) {
            await().atMost(TIMEOUT).until(() -> said(sidecar, "what was lost is restored"));
            assertThat(sidecar.metrics()).contains("lictor_data_lost 0.0\n");
        }
        assertThat(consul(version, servers, "kv", "get", "traefik/rule")).isEqualTo("Host(`a`)");
    }

    /** An entry of Raft's log for each key. */
    private void write(RealConsul version, ConsulServers servers, String folder, int keys)
            throws IOException, InterruptedException {
        var written = IntStream.range(0, keys)
                .mapToObj(key -> "{\"key\": \"%s/%d\", \"flags\": 0, \"value\": \"eA==\"}".formatted(folder, key))
                .collect(Collectors.joining(",", "[", "]"));
        var file = Files.writeString(directory.resolve(folder + ".json"), written);
        assertThat(consul(version, servers, "kv", "import", "@" + file)).contains("Imported");
    }

    private Disk disk(int server) {
        return started.add(new Disk(directory.resolve("disk-" + server), backups(server), "4G"));
    }

    private ConsulServers servers(RealConsul version, Map<String, Object> more) {
        var servers = started.add(
                new ConsulServers(version, directory, SERVERS, Map.of("lictor.raft-multiplier", "1"), more));
        servers.startAll();
        return servers;
    }

    private SidecarProcess sidecar(ConsulServers servers, int server, Map<String, String> more) {
        var environment = new HashMap<>(servers.sidecarSettings(server));
        environment.put("LICTOR_SIDECAR_BACKUP_DIRECTORY", backups(server).toString());
        environment.putAll(more);
        return started.add(SidecarProcess.start(directory, environment));
    }

    private Path backups(int server) {
        return directory.resolve("backups-" + server);
    }

    /** The only one of a server. */
    private Path backup(int server) throws IOException {
        try (var files = Files.list(backups(server))) {
            return assertThat(files.filter(file -> file.toString().endsWith(".snap")))
                    .singleElement()
                    .actual();
        }
    }

    private static boolean said(SidecarProcess sidecar, String words) {
        return sidecar.log().stream().anyMatch(line -> line.contains(words));
    }

    /** Runs Consul's command line against the first server. */
    private String consul(RealConsul version, ConsulServers servers, String... command)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(version.path().toString()));
        words.addAll(List.of(command).subList(0, 2));
        words.add("-http-addr=" + servers.url(0));
        words.add("-ca-file=" + servers.tlsDirectory().resolve("ca.crt"));
        words.addAll(List.of(command).subList(2, command.length));
        var output = directory.resolve("output").toFile();
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(output.toPath()).strip();
    }
}
