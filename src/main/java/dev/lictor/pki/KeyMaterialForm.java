package dev.lictor.pki;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A form of certificates or keys that is not read, with the commands that make PEM of it. Some of these forms are clear to Lictor and unreadable
 * for Consul (Go, encoding/pem and crypto/tls).
 */
enum KeyMaterialForm {
    EMPTY("is empty"),
    BYTE_ORDER_MARK("begins with a byte order mark", "tail -c +4 IN >OUT"),
    UTF_16("is in UTF-16", "iconv -f UTF-16 -t UTF-8 IN >OUT"),
    UTF_16_LE("is in UTF-16", "iconv -f UTF-16LE -t UTF-8 IN >OUT"),
    UTF_16_BE("is in UTF-16", "iconv -f UTF-16BE -t UTF-8 IN >OUT"),
    CARRIAGE_RETURNS("has carriage returns alone as line ends", "tr '\\r' '\\n' <IN >OUT"),
    /** As in a variable or in JSON. */
    ESCAPED_LINES("has \\n in place of line ends", "printf '%b\\n' \"$(cat IN)\" >OUT"),
    /** As copied out of YAML. */
    INDENTED("is indented", "sed 's/^[[:blank:]]*//' IN >OUT"),
    AMONG_TEXT("has other text in a line with -----BEGIN or -----END"),
    OTHER_LABEL(
            "is a certificate with a label or with headers of its own",
            "openssl crl2pkcs7 -nocrl -certfile IN | openssl pkcs7 -print_certs -out OUT"),
    BASE64_OF_PEM("is base64 of a file in PEM form, as Secrets hold it", "base64 -d <IN >OUT"),
    BARE_BASE64(
            "is base64 without the lines -----BEGIN and -----END",
            "base64 -d <IN | openssl x509 -inform der -out OUT",
            "base64 -d <IN | openssl pkey -inform der -out OUT"),
    DER_CERTIFICATE("is a certificate in DER form", "openssl x509 -inform der -in IN -out OUT", null),
    DER_KEY("is a private key in DER form", null, "openssl pkey -inform der -in IN -out OUT"),
    PKCS_7("is a PKCS#7 file", "openssl pkcs7 -in IN -print_certs -out OUT", null),
    PKCS_7_DER("is a PKCS#7 file in DER form", "openssl pkcs7 -inform der -in IN -print_certs -out OUT", null),
    PKCS_12(
            "is a PKCS#12 file",
            "openssl pkcs12 -in IN -nokeys -out OUT",
            "openssl pkcs12 -in IN -nocerts -nodes -out OUT"),
    JAVA_KEYSTORE(
            "is a Java keystore",
            "keytool -importkeystore -srckeystore IN -destkeystore IN.p12 -deststoretype PKCS12 && openssl pkcs12 -in IN.p12 -nokeys -out OUT",
            "keytool -importkeystore -srckeystore IN -destkeystore IN.p12 -deststoretype PKCS12 && openssl pkcs12 -in IN.p12 -nocerts -nodes -out OUT"),
    ENCRYPTED_KEY("is encrypted with a password, which Consul cannot ask for", null, "openssl pkey -in IN -out OUT"),
    ENCRYPTED_KEY_DER(
            "is encrypted with a password, which Consul cannot ask for",
            null,
            "openssl pkey -inform der -in IN -out OUT"),
    EXPLICIT_CURVE(
            "is an EC key with explicit parameters in place of a curve's name",
            null,
            "openssl ec -in IN -param_enc named_curve -out OUT"),
    UNKNOWN_CURVE("is an EC key on a curve that Consul does not use"),
    DSA_KEY("is a DSA key, which Consul does not use"),
    OPENSSH_KEY("is a private key in OpenSSH's form", null, "cp IN OUT && ssh-keygen -p -N '' -m PKCS8 -f OUT"),
    PUTTY_KEY("is a private key in PuTTY's form", null, "puttygen IN -O private-openssh -o OUT"),
    SSH_PUBLIC_KEY("is a public key of SSH"),
    PUBLIC_KEY("is a public key"),
    CERTIFICATE_REQUEST("is a certificate signing request, which a CA answers with a certificate"),
    REVOCATION_LIST("is a certificate revocation list"),
    PARAMETERS("holds the parameters of keys, and no key"),
    PGP("is of PGP, which has other certificates and keys than TLS"),
    OTHER_HYPHENS("has a line BEGIN that is not between five hyphens on each side"),
    OTHER("is neither in PEM nor in DER form");

    /** What a file should hold. */
    enum Wanted {
        CERTIFICATE("certificate", "private key"),
        KEY("private key", "certificate");

        private final String words;
        private final String counterpart;

        Wanted(String words, String counterpart) {
            this.words = words;
            this.counterpart = counterpart;
        }

        String words() {
            return words;
        }

        /** What is in the file if it was taken for the other one of a pair. */
        String counterpart() {
            return counterpart;
        }
    }

    private final String words;
    private final @Nullable String toCertificate;
    private final @Nullable String toKey;

    KeyMaterialForm(String words) {
        this(words, null, null);
    }

    /** @param command makes PEM of it, whether it is a certificate or a key */
    KeyMaterialForm(String words, String command) {
        this(words, command, command);
    }

    KeyMaterialForm(String words, @Nullable String toCertificate, @Nullable String toKey) {
        this.words = words;
        this.toCertificate = toCertificate;
        this.toKey = toKey;
    }

    /** Worded to follow the name of the file. */
    String words() {
        return words;
    }

    /** The command that writes what is wanted into another file, as PEM; a key so that only its owner can read it. */
    Optional<String> command(Wanted wanted, String file) {
        return switch (wanted) {
            case CERTIFICATE -> Optional.ofNullable(toCertificate).map(command -> filled(command, file));
            case KEY -> Optional.ofNullable(toKey).map(command -> "(umask 077; %s)".formatted(filled(command, file)));
        };
    }

    /** The name of the file that the commands write. */
    static String output(String file) {
        return file + ".pem";
    }

    private static String filled(String command, String file) {
        var to = command.replace("OUT", "\u0000");
        return to.replace("IN.p12", quoted(file + ".p12"))
                .replace("IN", quoted(file))
                .replace("\u0000", quoted(output(file)));
    }

    /** As a word of a shell. */
    private static String quoted(String file) {
        return file.matches("[A-Za-z0-9_./:@%+-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
    }
}
