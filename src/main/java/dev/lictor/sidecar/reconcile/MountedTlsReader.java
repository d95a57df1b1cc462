package dev.lictor.sidecar.reconcile;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.consul.http.TlsDirectory;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.TlsBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Reads and validates the files of a TLS directory, and again only if they have been replaced. */
final class MountedTlsReader implements Supplier<MountedTls> {
    private static final TlsBundle.Names NAMES = new TlsBundle.Names(
            ConsulConfiguration.CA_FILE, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);

    private final TlsDirectory directory;
    private TlsDirectory.Version read = TlsDirectory.Version.UNREAD;
    private MountedTls judged = new MountedTls.Broken("nothing was read yet");

    MountedTlsReader(Path directory) {
        this.directory = new TlsDirectory(directory);
    }

    @Override
    public synchronized MountedTls get() {
        var found = directory.version();
        if (!found.equals(read)) {
            try {
                judged = judge(List.of(
                        Files.readAllBytes(directory.ca()),
                        Files.readAllBytes(directory.certificate()),
                        Files.readAllBytes(directory.key())));
                read = found;
            } catch (IOException e) {
                read = TlsDirectory.Version.UNREAD;
                return new MountedTls.Broken("cannot read " + e.getMessage());
            }
        }
        return judged;
    }

    private static MountedTls judge(List<byte[]> files) {
        try {
            var mount = TlsBundle.read(files.get(0), files.get(1), files.get(2), NAMES);
            return mount.mismatch(NAMES)
                    .<MountedTls>map(MountedTls.Broken::new)
                    .orElseGet(() ->
                            new MountedTls.Whole(digest(files), mount.server().certificate()));
        } catch (BrokenKeyMaterialException e) {
            return new MountedTls.Broken(String.valueOf(e.getMessage()));
        }
    }

    /** Of the contents, so that files which were replaced by the same ones are no change. */
    private static String digest(List<byte[]> files) {
        try {
            var sum = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                sum.update((file.length + ":").getBytes(StandardCharsets.US_ASCII));
                sum.update(file);
            }
            return HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
