package dev.lictor.pki;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lictor.testing.KeyMaterialForms;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as people have them. What Consul reads of them was compared with Go's encoding/pem by KeyFormsIT. */
class KeyMaterialFileTest {
    private static final KeyMaterialForms FORMS = new KeyMaterialForms();
    private static final X509Certificate CERTIFICATE = FORMS.certificate();
    private static final PrivateKey KEY = FORMS.key();
    private static final String PEM = Pem.certificate(CERTIFICATE);
    private static final String KEY_PEM = Pem.key(KEY);

    static Stream<Arguments> certificatesThatConsulReads() {
        return Stream.of(
                argumentSet("plain", ascii(PEM)),
                argumentSet("CRLF", ascii(PEM.replace("\n", "\r\n"))),
                argumentSet("no line end at the end", ascii(PEM.strip())),
                argumentSet("blanks at line ends", ascii(PEM.replace("\n", " \t\n"))),
                argumentSet("empty lines around and within", ascii("\n\n" + PEM.replaceFirst("\n", "\n\n") + "\n")),
                argumentSet("base64 in one line", ascii(KeyMaterialForms.unwrapped(PEM))),
                argumentSet("Latin-1 before it", (" # B\u00fcrger AG\n" + PEM).getBytes(ISO_8859_1)),
                argumentSet("UTF-8 before it", (" # B\u00fcrger AG\n" + PEM).getBytes(UTF_8)),
                argumentSet("byte order mark before a comment", ("\uFEFF# ours\n" + PEM).getBytes(UTF_8)),
                argumentSet("as openssl x509 -text writes it", ascii(KeyMaterialForms.WORDS + PEM)),
                argumentSet("bag attributes and a key", ascii("Bag Attributes\n    localKeyID: 01 \n" + PEM + KEY_PEM)),
                argumentSet("key first", ascii(KEY_PEM + PEM)),
                argumentSet("the line BEGIN twice in a comment", ascii("# -----BEGIN it\n" + PEM)));
    }

    @ParameterizedTest
    @MethodSource("certificatesThatConsulReads")
    void aCertificateThatConsulReadsIsRead(byte[] file) {
        assertThat(KeyMaterialFile.forConsul(file, "ca.crt").certificates()).containsExactly(CERTIFICATE);
        assertThat(KeyMaterialFile.forLictor(file, "ca.crt").certificates()).containsExactly(CERTIFICATE);
    }

    static Stream<Arguments> clearCertificates() {
        return Stream.of(
                argumentSet(
                        "UTF-8 with byte order mark",
                        ("\uFEFF" + PEM).getBytes(UTF_8),
                        "begins with a byte order mark"),
                argumentSet("UTF-16, small end first", ("\uFEFF" + PEM).getBytes(UTF_16LE), "is in UTF-16"),
                argumentSet("UTF-16, big end first", ("\uFEFF" + PEM).getBytes(UTF_16BE), "is in UTF-16"),
                argumentSet("UTF-16LE without mark", PEM.getBytes(UTF_16LE), "is in UTF-16"),
                argumentSet("UTF-16BE without mark", PEM.getBytes(UTF_16BE), "is in UTF-16"),
                argumentSet("CR", ascii(PEM.replace('\n', '\r')), "has carriage returns alone as line ends"),
                argumentSet("indented by blanks", ascii(PEM.indent(2)), "is indented"),
                argumentSet("indented by tabs", ascii(PEM.replaceAll("(?m)^(?=.)", "\t")), "is indented"),
                argumentSet("escaped line ends", ascii(PEM.replace("\n", "\\n")), "has \\n in place of line ends"),
                argumentSet(
                        "behind other text", ascii("certificate: " + PEM), "has other text in a line with -----BEGIN"),
                argumentSet("DER", FORMS.certificateDer(), "is a certificate in DER form"),
                argumentSet("PKCS#7 in DER", FORMS.pkcs7(), "is a PKCS#7 file in DER form"),
                argumentSet("PKCS#7", KeyMaterialForms.pem("PKCS7", FORMS.pkcs7()), "is a PKCS#7 file"),
                argumentSet(
                        "PKCS#7 labelled as a certificate",
                        KeyMaterialForms.pem("CERTIFICATE", FORMS.pkcs7()),
                        "is a PKCS#7 file"),
                argumentSet(
                        "BEGIN X509 CERTIFICATE",
                        KeyMaterialForms.pem("X509 CERTIFICATE", FORMS.certificateDer()),
                        "is a certificate with a label or with headers of its own"),
                argumentSet(
                        "BEGIN TRUSTED CERTIFICATE",
                        KeyMaterialForms.pem("TRUSTED CERTIFICATE", FORMS.trustedCertificate()),
                        "is a certificate with a label or with headers of its own"),
                argumentSet(
                        "headers",
                        ascii(PEM.replaceFirst("\n", "\nComment: ours\n\n")),
                        "is a certificate with a label or with headers of its own"));
    }

    /** A second certificate behind the first must not be taken for it. */
    @ParameterizedTest
    @MethodSource("clearCertificates")
    void aClearCertificateIsReadWhereLictorWritesItAnewAndNamedWhereConsulReadsIt(byte[] file, String why) {
        assertThat(KeyMaterialFile.forLictor(file, "ca.crt").certificates()).containsExactly(CERTIFICATE);
        assertThat(refusal(() -> KeyMaterialFile.forConsul(file, "ca.crt").certificates()))
                .hasMessageStartingWith("ca.crt " + why);
    }

    static Stream<Arguments> keysThatConsulReads() {
        return Stream.of(
                argumentSet("PKCS#8", FORMS.elliptic(), ascii(Pem.key(FORMS.elliptic()))),
                argumentSet("PKCS#8 of RSA", FORMS.rsa(), ascii(Pem.key(FORMS.rsa()))),
                argumentSet("PKCS#8 of Ed25519", FORMS.ed25519(), ascii(Pem.key(FORMS.ed25519()))),
                argumentSet("PKCS#1", FORMS.rsa(), KeyMaterialForms.pem("RSA PRIVATE KEY", FORMS.pkcs1())),
                argumentSet("SEC1", FORMS.elliptic(), KeyMaterialForms.pem("EC PRIVATE KEY", FORMS.sec1())),
                argumentSet(
                        "SEC1 behind its parameters",
                        FORMS.elliptic(),
                        KeyMaterialForms.joined(
                                KeyMaterialForms.P256_PARAMETERS,
                                KeyMaterialForms.pem("EC PRIVATE KEY", FORMS.sec1()))),
                argumentSet(
                        "with another key's label", FORMS.rsa(), KeyMaterialForms.pem("PRIVATE KEY", FORMS.pkcs1())),
                argumentSet("behind its certificate", KEY, ascii(PEM + KEY_PEM)));
    }

    @ParameterizedTest
    @MethodSource("keysThatConsulReads")
    void aKeyThatConsulReadsIsRead(PrivateKey key, byte[] file) {
        assertThat(KeyMaterialFile.forConsul(file, "ca.key").key()).isEqualTo(key);
        assertThat(KeyMaterialFile.forLictor(file, "ca.key").key()).isEqualTo(key);
    }

    static Stream<Arguments> clearKeys() {
        return Stream.of(
                argumentSet(
                        "byte order mark", KEY, ("\uFEFF" + KEY_PEM).getBytes(UTF_8), "begins with a byte order mark"),
                argumentSet("UTF-16", KEY, ("\uFEFF" + KEY_PEM).getBytes(UTF_16LE), "is in UTF-16"),
                argumentSet("PKCS#8 in DER", KEY, KEY.getEncoded(), "is a private key in DER form"),
                argumentSet("PKCS#1 in DER", FORMS.rsa(), FORMS.pkcs1(), "is a private key in DER form"),
                argumentSet("SEC1 in DER", FORMS.elliptic(), FORMS.sec1(), "is a private key in DER form"),
                argumentSet(
                        "SEC1 with an explicit curve",
                        FORMS.elliptic(),
                        KeyMaterialForms.pem("EC PRIVATE KEY", FORMS.explicitSec1()),
                        "is an EC key with explicit parameters"),
                argumentSet(
                        "PKCS#8 with an explicit curve",
                        FORMS.elliptic(),
                        KeyMaterialForms.pem("PRIVATE KEY", FORMS.explicitPkcs8()),
                        "is an EC key with explicit parameters"));
    }

    @ParameterizedTest
    @MethodSource("clearKeys")
    void aClearKeyIsReadWhereLictorWritesItAnewAndNamedWhereConsulReadsIt(PrivateKey key, byte[] file, String why) {
        assertThat(KeyMaterialFile.forLictor(file, "ca.key").key().getEncoded()).isEqualTo(key.getEncoded());
        assertThat(refusal(() -> KeyMaterialFile.forConsul(file, "ca.key").key()))
                .hasMessageStartingWith("ca.key " + why);
    }

    static Stream<Arguments> othersThanCertificates() {
        return Stream.of(
                argumentSet("nothing", new byte[0], "is empty", ""),
                argumentSet("blanks", ascii(" \n"), "is empty", ""),
                argumentSet("a key", ascii(KEY_PEM), "holds a private key and no certificate", ""),
                argumentSet("an encrypted key", FORMS.encryptedPkcs8(), "holds a private key and no certificate", ""),
                argumentSet(
                        "PKCS#12",
                        FORMS.pkcs12(),
                        "is a PKCS#12 file",
                        "openssl pkcs12 -in file -nokeys -out file.pem"),
                argumentSet("Java keystore", FORMS.javaKeystore(), "is a Java keystore", "keytool -importkeystore"),
                argumentSet("a request", FORMS.request(), "is a certificate signing request", ""),
                argumentSet("a revocation list", FORMS.revocationList(), "is a certificate revocation list", ""),
                argumentSet(
                        "base64 of PEM",
                        KeyMaterialForms.base64(ascii(PEM)),
                        "is base64 of a file in PEM form",
                        "base64 -d <file"),
                argumentSet(
                        "bare base64",
                        KeyMaterialForms.base64(FORMS.certificateDer()),
                        "is base64 without the lines",
                        "base64 -d <file | openssl x509 -inform der"),
                argumentSet(
                        "em dashes",
                        PEM.replace("-----", "\u2014\u2013").getBytes(UTF_8),
                        "has a line BEGIN that is not between five hyphens",
                        ""),
                argumentSet(
                        "PGP",
                        ascii("-----BEGIN PGP PUBLIC KEY BLOCK-----\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----"),
                        "is of PGP",
                        ""),
                argumentSet("SSH", ascii("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here"), "is a public key of SSH", ""),
                argumentSet("something else", ascii("kind: Secret"), "is neither in PEM nor in DER form", ""),
                argumentSet(
                        "cut off",
                        ascii(PEM.substring(0, 200)),
                        "is damaged: line 1 has no line -----END CERTIFICATE-----",
                        ""),
                argumentSet(
                        "a broken character",
                        ascii(KeyMaterialForms.withCharacterOfLine(PEM, 3, '!')),
                        "is damaged: line 4 has a character that is not of base64",
                        ""),
                argumentSet(
                        "a missing character",
                        ascii(PEM.replaceFirst("(?m)^MI", "M")),
                        "is damaged: line 1 has base64 of a wrong length",
                        ""),
                argumentSet(
                        "another certificate's middle",
                        ascii(PEM.replaceFirst("(?m)^MI", "AA")),
                        "is damaged: the CERTIFICATE that begins at line 1 cannot be decoded",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("othersThanCertificates")
    void whatIsNoCertificateIsNamedForWhatItIs(byte[] file, String why, String remedy) {
        var refusal = refusal(() -> KeyMaterialFile.forLictor(file, "file").certificates());

        assertThat(refusal).hasMessageStartingWith("file " + why);
        assertThat(refusal.remedy().orElse("")).contains(remedy);
        assertThat(refusal.remedy().isEmpty()).isEqualTo(remedy.isEmpty());
    }

    static Stream<Arguments> othersThanKeys() {
        return Stream.of(
                argumentSet("a certificate", ascii(PEM), "holds a certificate and no private key", ""),
                argumentSet(
                        "PKCS#8, encrypted",
                        FORMS.encryptedPkcs8(),
                        "is encrypted with a password, which Consul cannot ask for",
                        "(umask 077; openssl pkey -in file -out file.pem)"),
                argumentSet(
                        "PKCS#8 in DER, encrypted",
                        FORMS.encryptedPkcs8Der(),
                        "is encrypted with a password",
                        "openssl pkey -inform der -in file"),
                argumentSet(
                        "SEC1, encrypted",
                        FORMS.encryptedSec1(),
                        "is encrypted with a password",
                        "openssl pkey -in file"),
                argumentSet(
                        "PKCS#12",
                        FORMS.pkcs12(),
                        "is a PKCS#12 file",
                        "openssl pkcs12 -in file -nocerts -nodes -out file.pem"),
                argumentSet(
                        "a public key",
                        KeyMaterialForms.pem(
                                "PUBLIC KEY", CERTIFICATE.getPublicKey().getEncoded()),
                        "is a public key",
                        ""),
                argumentSet(
                        "OpenSSH",
                        ascii(
                                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----"),
                        "is a private key in OpenSSH's form",
                        "ssh-keygen -p -N '' -m PKCS8 -f file.pem"),
                argumentSet(
                        "PuTTY",
                        ascii("PuTTY-User-Key-File-3: ecdsa-sha2-nistp256"),
                        "is a private key in PuTTY's form",
                        "puttygen"),
                argumentSet(
                        "another curve, explicitly",
                        KeyMaterialForms.pem("EC PRIVATE KEY", FORMS.explicitOnAnotherCurve()),
                        "is an EC key on a curve that Consul does not use",
                        ""),
                argumentSet(
                        "DSA",
                        ascii("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----"),
                        "is a DSA key",
                        ""),
                argumentSet(
                        "DSA before another key: Go takes the first",
                        ascii("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n" + KEY_PEM),
                        "is a DSA key",
                        ""),
                argumentSet(
                        "parameters alone",
                        KeyMaterialForms.P256_PARAMETERS,
                        "holds the parameters of keys, and no key",
                        ""),
                argumentSet(
                        "two keys",
                        ascii(KEY_PEM + Pem.key(FORMS.rsa())),
                        "holds 2 different private keys",
                        "keep only the one"),
                argumentSet("nothing", new byte[0], "is empty", ""));
    }

    @ParameterizedTest
    @MethodSource("othersThanKeys")
    void whatIsNoKeyIsNamedForWhatItIs(byte[] file, String why, String remedy) {
        var refusal = refusal(() -> KeyMaterialFile.forLictor(file, "file").key());

        assertThat(refusal).hasMessageStartingWith("file " + why);
        assertThat(refusal.remedy().orElse("")).contains(remedy);
        assertThat(refusal.remedy().isEmpty()).isEqualTo(remedy.isEmpty());
    }

    @Test
    void aFlawOfTheFirstCertificateIsNotHiddenByASecond() {
        var second = Pem.certificate(FORMS.otherCertificate());
        var file = ("\uFEFF" + PEM + second).getBytes(UTF_8);

        assertThat(KeyMaterialFile.forLictor(file, "ca.crt").certificates())
                .containsExactly(CERTIFICATE, FORMS.otherCertificate());
        assertThat(refusal(() -> KeyMaterialFile.forConsul(file, "ca.crt").certificates()))
                .hasMessage("ca.crt begins with a byte order mark");
    }

    @Test
    void theFileOfACommandIsAWordOfAShell() {
        assertThat(KeyMaterialForm.DER_CERTIFICATE.command(KeyMaterialForm.Wanted.CERTIFICATE, "/my CA/it's OUT IN"))
                .contains("openssl x509 -inform der -in '/my CA/it'\\''s OUT IN' -out '/my CA/it'\\''s OUT IN.pem'");
    }

    @Test
    void nothingOfAKeyIsShown() {
        var file = KeyMaterialFile.forLictor(ascii(KEY_PEM), "ca.key");

        assertThat(file).hasToString("KeyMaterialFile[ca.key]");
        assertThat(refusal(() -> KeyMaterialFile.forLictor(ascii(KEY_PEM.substring(0, 100)), "ca.key")
                        .key()))
                .message()
                .doesNotContain(KEY_PEM.substring(30, 60));
    }

    private static BrokenKeyMaterialException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        return catchThrowableOfType(BrokenKeyMaterialException.class, reading);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
