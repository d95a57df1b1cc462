package dev.lictor.pki;

import dev.lictor.pki.KeyMaterialForm.Wanted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A file, or an entry of a Secret, that should hold certificates or a key. What it holds is known by its content. What cannot be read is named
 * for what it is, with the command that converts it. Neither messages nor {@link #toString} show anything of a key.
 */
public final class KeyMaterialFile {
    /** Who reads the file. */
    private enum Reader {
        /** Whatever is clear is read, because it is written anew, as PEM. */
        LICTOR("convert it and give the result"),
        /** Consul reads the file as it is, and it reads PEM alone, by Go's rules. */
        CONSUL("convert a copy and put the result in its place");

        private final String remedy;

        Reader(String remedy) {
            this.remedy = remedy;
        }
    }

    /** What is in the file, and why Consul does not read it. */
    private record Item(DerReader.Content content, Optional<KeyMaterialForm> flaw) {}

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
    private static final String PEM_IN_BASE64 = "LS0tLS1CRUdJTi";
    private static final int[] JAVA_KEYSTORES = {0xFEEDFEED, 0xCECECECE};

    private final byte[] bytes;
    private final String name;
    private final Reader reader;

    private KeyMaterialFile(byte[] bytes, String name, Reader reader) {
        this.bytes = bytes.clone();
        this.name = name;
        this.reader = reader;
    }

    /** A file that Lictor alone reads: every form that is clear is read. */
    public static KeyMaterialFile forLictor(byte[] bytes, String name) {
        return new KeyMaterialFile(bytes, name, Reader.LICTOR);
    }

    /** A file that Consul reads as it is: only what Consul reads, too, is read. */
    public static KeyMaterialFile forConsul(byte[] bytes, String name) {
        return new KeyMaterialFile(bytes, name, Reader.CONSUL);
    }

    /** All certificates, in their order; never empty. @throws BrokenKeyMaterialException if there is none, or one that cannot be read */
    public List<X509Certificate> certificates() {
        var items = items();
        var found = new ArrayList<X509Certificate>();
        for (var item : items) {
            if (item.content() instanceof DerReader.Content.Certificates(var holders, var bundle)) {
                refuseFlaw(item, Wanted.CERTIFICATE);
                holders.forEach(holder -> found.add(certificate(holder)));
            }
        }
        if (found.isEmpty()) {
            throw without(items, Wanted.CERTIFICATE);
        }
        return found;
    }

    /**
     * A CA's certificate and those of the CAs above it, in any order.
     *
     * @return the certificate that signs, and after it those of its issuers
     * @throws BrokenKeyMaterialException if they are not one chain, because then it is unknown which of them signs
     */
    public List<X509Certificate> ca() {
        var certificates = certificates().stream().distinct().toList();
        var chain = IssuerPath.upwards(certificates);
        if (chain.size() < certificates.size()) {
            throw new BrokenKeyMaterialException(new Violation(
                    "%s holds %d certificates that are not one chain of a CA: %s"
                            .formatted(
                                    name,
                                    certificates.size(),
                                    certificates.stream()
                                            .map(certificate -> certificate
                                                    .getSubjectX500Principal()
                                                    .getName())
                                            .collect(Collectors.joining(" and "))),
                    "keep only the one that signs the servers' certificates, and the CAs above it if there are any"));
        }
        return chain;
    }

    /** The private key. @throws BrokenKeyMaterialException if there is none without a password, or there are several */
    public PrivateKey key() {
        var items = items();
        var keys = new ArrayList<PrivateKey>();
        for (var item : items) {
            switch (item.content()) {
                case DerReader.Content.Key(var info, var explicit) -> {
                    refuseFlaw(item, Wanted.KEY);
                    keys.add(key(info));
                    if (reader == Reader.CONSUL) {
                        return keys.getFirst(); // Go takes the first
                    }
                }
                case DerReader.Content.Other(var form)
                when keys.isEmpty() && isKeyOfOtherForm(form) -> throw refusal(form, Wanted.KEY);
                case DerReader.Content.Other other -> {}
                case DerReader.Content.Certificates certificates -> {}
            }
        }
        var different = keys.stream().distinct().toList();
        if (different.size() > 1) {
            throw new BrokenKeyMaterialException(new Violation(
                    "%s holds %d different private keys".formatted(name, different.size()),
                    "keep only the one that belongs to the certificate"));
        }
        return different.stream().findFirst().orElseThrow(() -> without(items, Wanted.KEY));
    }

    private static boolean isKeyOfOtherForm(KeyMaterialForm form) {
        return switch (form) {
            case ENCRYPTED_KEY, ENCRYPTED_KEY_DER, OPENSSH_KEY, DSA_KEY, UNKNOWN_CURVE -> true;
            default -> false;
        };
    }

    private List<Item> items() {
        var text = FileText.of(bytes);
        if (text.text().isBlank()) {
            return List.of(other(KeyMaterialForm.EMPTY));
        }
        var blocks = new PemScanner(text.text(), name).blocks();
        return blocks.isEmpty()
                ? List.of(withoutBlocks(text.text().strip()))
                : blocks.stream().map(block -> item(block, text)).toList();
    }

    private Item item(PemBlock block, FileText text) {
        if (block.encrypted()) {
            return other(KeyMaterialForm.ENCRYPTED_KEY);
        }
        var known = byLabel(block.label());
        if (known.isPresent()) {
            return other(known.get());
        }
        var read = DerReader.read(block.content());
        if (read.isEmpty()) {
            if (block.isPrivateKey() || block.label().endsWith("CERTIFICATE")) {
                throw new BrokenKeyMaterialException("%s is damaged: the %s that begins at line %d cannot be decoded"
                        .formatted(name, block.label(), block.line()));
            }
            return other(KeyMaterialForm.OTHER);
        }
        var content = read.get();
        var flaw = text.hides(block).or(block::flaw).or(() -> flaw(block, content));
        return content instanceof DerReader.Content.Other(KeyMaterialForm form)
                        && form == KeyMaterialForm.ENCRYPTED_KEY_DER
                ? other(KeyMaterialForm.ENCRYPTED_KEY)
                : new Item(content, flaw);
    }

    /** Blocks that are not in DER, or that are of no use here. */
    private static Optional<KeyMaterialForm> byLabel(String label) {
        if (label.equals("OPENSSH PRIVATE KEY")) {
            return Optional.of(KeyMaterialForm.OPENSSH_KEY);
        }
        if (label.startsWith("PGP ")) {
            return Optional.of(KeyMaterialForm.PGP);
        }
        if (label.equals("DSA PRIVATE KEY")) {
            return Optional.of(KeyMaterialForm.DSA_KEY);
        }
        return label.endsWith(" PARAMETERS") ? Optional.of(KeyMaterialForm.PARAMETERS) : Optional.empty();
    }

    private static Optional<KeyMaterialForm> flaw(PemBlock block, DerReader.Content content) {
        return switch (content) {
            case DerReader.Content.Certificates(var certificates, var bundle) ->
                bundle
                        ? Optional.of(KeyMaterialForm.PKCS_7)
                        : block.label().equals("CERTIFICATE")
                                ? Optional.empty()
                                : Optional.of(KeyMaterialForm.OTHER_LABEL);
            case DerReader.Content.Key(var info, var explicit) ->
                explicit
                        ? Optional.of(KeyMaterialForm.EXPLICIT_CURVE)
                        : block.isPrivateKey() ? Optional.empty() : Optional.of(KeyMaterialForm.OTHER_LABEL);
            case DerReader.Content.Other other -> Optional.empty();
        };
    }

    private Item withoutBlocks(String text) {
        var der = DerReader.read(bytes);
        if (der.isPresent()) {
            return new Item(
                    der.get(),
                    switch (der.get()) {
                        case DerReader.Content.Certificates(var certificates, var bundle) ->
                            Optional.of(bundle ? KeyMaterialForm.PKCS_7_DER : KeyMaterialForm.DER_CERTIFICATE);
                        case DerReader.Content.Key key -> Optional.of(KeyMaterialForm.DER_KEY);
                        case DerReader.Content.Other(var form) -> Optional.of(form);
                    });
        }
        return other(form(text));
    }

    private KeyMaterialForm form(String text) {
        for (int magic : JAVA_KEYSTORES) {
            if (bytes.length > Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == magic) {
                return KeyMaterialForm.JAVA_KEYSTORE;
            }
        }
        if (text.startsWith("PuTTY-User-Key-File")) {
            return KeyMaterialForm.PUTTY_KEY;
        }
        if (text.startsWith("ssh-")
                || text.startsWith("ecdsa-sha2-")
                || text.startsWith("---- BEGIN SSH2 PUBLIC KEY")) {
            return KeyMaterialForm.SSH_PUBLIC_KEY;
        }
        var base64 = text.replaceAll("\\s", "");
        if (base64.startsWith(PEM_IN_BASE64)) {
            return KeyMaterialForm.BASE64_OF_PEM;
        }
        if (isDerInBase64(base64)) {
            return KeyMaterialForm.BARE_BASE64;
        }
        return text.contains("BEGIN ") ? KeyMaterialForm.OTHER_HYPHENS : KeyMaterialForm.OTHER;
    }

    private static boolean isDerInBase64(String base64) {
        return base64.length() % 4 == 0
                && BASE64.matcher(base64).matches()
                && DerReader.read(Base64.getDecoder().decode(base64)).isPresent();
    }

    private static Item other(KeyMaterialForm form) {
        return new Item(new DerReader.Content.Other(form), Optional.empty());
    }

    private void refuseFlaw(Item item, Wanted wanted) {
        if (reader == Reader.CONSUL && item.flaw().isPresent()) {
            throw refusal(item.flaw().get(), wanted);
        }
    }

    private BrokenKeyMaterialException refusal(KeyMaterialForm form, Wanted wanted) {
        var why = name + " " + form.words();
        return form.command(wanted, name)
                .map(command -> new BrokenKeyMaterialException(new Violation(why, reader.remedy + ": " + command)))
                .orElseGet(() -> new BrokenKeyMaterialException(why));
    }

    /** Names what is there instead of what is wanted. */
    private BrokenKeyMaterialException without(List<Item> items, Wanted wanted) {
        var others = items.stream()
                .flatMap(item ->
                        item.content() instanceof DerReader.Content.Other(var form) ? Stream.of(form) : Stream.empty())
                .toList();
        var convertible = others.stream()
                .filter(form -> form.command(wanted, name).isPresent())
                .findFirst();
        if (convertible.isPresent()) {
            return refusal(convertible.get(), wanted);
        }
        boolean isCounterpart = items.stream().anyMatch(item -> switch (item.content()) {
            case DerReader.Content.Certificates certificates -> wanted == Wanted.KEY;
            case DerReader.Content.Key key -> wanted == Wanted.CERTIFICATE;
            case DerReader.Content.Other(var form) -> wanted == Wanted.CERTIFICATE && isKeyOfOtherForm(form);
        });
        if (isCounterpart) {
            return new BrokenKeyMaterialException(
                    "%s holds a %s and no %s".formatted(name, wanted.counterpart(), wanted.words()));
        }
        return refusal(others.stream().findFirst().orElse(KeyMaterialForm.OTHER), wanted);
    }

    private X509Certificate certificate(X509CertificateHolder holder) {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            throw new BrokenKeyMaterialException(
                    "%s is a certificate that cannot be read; its key is %s"
                            .formatted(name, KeyAlgorithms.of(holder.getSubjectPublicKeyInfo())),
                    e);
        }
    }

    private PrivateKey key(PrivateKeyInfo info) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (IOException e) {
            throw new BrokenKeyMaterialException(
                    "%s is a key that cannot be read, of algorithm %s"
                            .formatted(name, info.getPrivateKeyAlgorithm().getAlgorithm()),
                    e);
        }
    }

    @Override
    public String toString() {
        return "KeyMaterialFile[%s]".formatted(name);
    }
}
