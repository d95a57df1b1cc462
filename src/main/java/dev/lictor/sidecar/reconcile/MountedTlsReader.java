package dev.lictor.sidecar.reconcile;

import dev.lictor.cluster.ConsulConfiguration;
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

/** Reads the files of a TLS directory at each call, and validates them only if they have changed. */
final class MountedTlsReader implements Supplier<MountedTls> {
    private static final List<String> FILES =
            List.of(ConsulConfiguration.CA_FILE, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE);
    private static final TlsBundle.Names NAMES = new TlsBundle.Names(FILES.get(0), FILES.get(1), FILES.get(2));

    private final Path directory;
    private String digest = "";
    private MountedTls judged = new MountedTls.Broken("nothing was read yet");

    MountedTlsReader(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized MountedTls get() {
        try {
            var contents = new String[FILES.size()];
            var sum = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < contents.length; i++) {
                var bytes = Files.readAllBytes(directory.resolve(FILES.get(i)));
                sum.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sum.update(bytes);
                contents[i] = new String(bytes, StandardCharsets.US_ASCII);
            }
            var read = HexFormat.of().formatHex(sum.digest());
            if (!read.equals(digest)) {
                judged = judge(read, contents);
                digest = read;
            }
            return judged;
        } catch (IOException e) {
            return new MountedTls.Broken("cannot read " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static MountedTls judge(String digest, String[] contents) {
        try {
            var mount = TlsBundle.read(contents[0], contents[1], contents[2], NAMES);
            return mount.mismatch(NAMES)
                    .<MountedTls>map(MountedTls.Broken::new)
                    .orElseGet(() -> new MountedTls.Whole(digest, mount.server().certificate()));
        } catch (BrokenKeyMaterialException e) {
            return new MountedTls.Broken(String.valueOf(e.getMessage()));
        }
    }
}
