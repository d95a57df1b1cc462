package dev.lictor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.KeyMaterialFile;
import dev.lictor.testing.servers.FinishedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that a refusal names is run, with real openssl, and Consul would read what it writes. */
@Tag("once")
class KeyFormsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeACertificateAndItsKey() {
        bash("""
            openssl ecparam -name prime256v1 -genkey -noout -out sec1.key
            openssl pkcs8 -topk8 -nocrypt -in sec1.key -out ca.key
            openssl req -x509 -key ca.key -subj /CN=ca -days 99 -out ca.crt
            openssl pkcs12 -export -in ca.crt -inkey ca.key -passout pass:secret -out ca.p12
            """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
        begins with a byte order mark ~ (printf '\\xef\\xbb\\xbf'; cat ca.crt) >file
        is in UTF-16                  ~ iconv -f UTF-8 -t UTF-16 ca.crt >file
        is in UTF-16                  ~ iconv -f UTF-8 -t UTF-16LE ca.crt >file
        is in UTF-16                  ~ iconv -f UTF-8 -t UTF-16BE ca.crt >file
        has carriage returns alone    ~ tr '\\n' '\\r' <ca.crt >file
        is indented                   ~ sed 's/^/  /' ca.crt >file
        has \\n in place of line ends ~ awk '{printf "%s\\\\n", $0}' ca.crt >file
        is a certificate with a label ~ openssl x509 -in ca.crt -trustout -out file
        is a certificate with a label ~ sed 's/ CERTIFICATE/ X509 CERTIFICATE/' ca.crt >file
        is a certificate in DER form  ~ openssl x509 -in ca.crt -outform der -out file
        is a PKCS#7 file              ~ openssl crl2pkcs7 -nocrl -certfile ca.crt -out file
        is a PKCS#7 file in DER form  ~ openssl crl2pkcs7 -nocrl -certfile ca.crt -outform der -out file
        is a PKCS#12 file             ~ cp ca.p12 file
        is a Java keystore            ~ keytool -importkeystore -srckeystore ca.p12 -srcstorepass secret -destkeystore file -deststoretype JKS -deststorepass secret
        is base64 of a file in PEM    ~ base64 -w0 ca.crt >file
        is base64 without the lines   ~ openssl x509 -in ca.crt -outform der | base64 >file
        """)
    void aCertificateIsConvertedByTheCommandOfItsRefusal(String why, String made) {
        var refusal = refusal(why, made, true);

        bash(withPassword(refusal));

        assertThat(file("file.pem").certificates()).isEqualTo(file("ca.crt").certificates());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
        begins with a byte order mark ~ (printf '\\xef\\xbb\\xbf'; cat ca.key) >file
        is in UTF-16                  ~ iconv -f UTF-8 -t UTF-16 ca.key >file
        is a private key in DER form  ~ openssl pkey -in ca.key -outform der -out file
        is a private key in DER form  ~ openssl ec -in ca.key -outform der -out file
        is encrypted with a password  ~ openssl pkcs8 -topk8 -passout pass:secret -in ca.key -out file
        is encrypted with a password  ~ openssl pkcs8 -topk8 -passout pass:secret -in ca.key -outform der -out file
        is encrypted with a password  ~ openssl ec -aes128 -passout pass:secret -in ca.key -out file
        is an EC key with explicit    ~ openssl ec -in ca.key -param_enc explicit -out file
        is an EC key with explicit    ~ openssl ec -in ca.key -param_enc explicit | openssl pkcs8 -topk8 -nocrypt -out file
        is a PKCS#12 file             ~ cp ca.p12 file
        is a Java keystore            ~ keytool -importkeystore -srckeystore ca.p12 -srcstorepass secret -destkeystore file -deststoretype JKS -deststorepass secret
        is base64 without the lines   ~ openssl pkey -in ca.key -outform der | base64 >file
        """)
    void aKeyIsConvertedByTheCommandOfItsRefusal(String why, String made) {
        var refusal = refusal(why, made, false);

        bash(withPassword(refusal));

        assertThat(file("file.pem").key()).isEqualTo(file("ca.key").key());
        assertThat(directory.resolve("file.pem"))
                .satisfies(written ->
                        assertThat(Files.getPosixFilePermissions(written)).hasSize(2));
    }

    private static BrokenKeyMaterialException refusal(String why, String made, boolean certificate) {
        bash("rm -f file file.pem file.p12\n" + made);
        var refusal = catchThrowableOfType(BrokenKeyMaterialException.class, () -> {
            if (certificate) {
                file("file").certificates();
            } else {
                file("file").key();
            }
        });
        assertThat(refusal).hasMessageStartingWith("file " + why);
        return refusal;
    }

    /** Whoever runs the command types the password. */
    private static String withPassword(BrokenKeyMaterialException refusal) {
        var remedy = refusal.remedy().orElseThrow();
        return remedy.substring(remedy.indexOf(": ") + 2)
                .replaceAll("openssl (pkcs12|pkey|ec) ", "openssl $1 -passin pass:secret ")
                .replace("-importkeystore", "-importkeystore -srcstorepass secret -deststorepass secret");
    }

    private static KeyMaterialFile file(String name) {
        try {
            return KeyMaterialFile.forConsul(Files.readAllBytes(directory.resolve(name)), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bash(String script) {
        var shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script).directory(directory.toFile());
        shell.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (path, java) -> path + ":" + java);
        var finished = FinishedProcess.await(shell, TIMEOUT);
        assertThat(finished.exitCode()).as("%s%n%s", script, finished.words()).isZero();
    }
}
