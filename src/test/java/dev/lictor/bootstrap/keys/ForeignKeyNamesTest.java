package dev.lictor.bootstrap.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.GossipKey;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Secrets as tutorials and other programs make them: what is ours is found by what it is. */
class ForeignKeyNamesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Ca CA = ForeignCertificates.ca(NOW).make();
    private static final CertificateAndKey SERVER =
            ForeignCertificates.server(CA, NOW, "server.dc1.consul").makeLeaf();
    private static final String GOSSIP = GossipKey.generate(new SecureRandom()).base64();

    private final Map<String, String> content = new TreeMap<>(Map.of(
            "ca.pem", Pem.certificate(CA.certificate()),
            "consul.pem", Pem.certificate(SERVER.certificate()),
            "consul-key.pem", Pem.key(SERVER.key()),
            "gossip-encryption-key", GOSSIP));

    @Test
    void theTutorialsSecretGetsOurNamesBesideItsOwn() {
        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.SERVER))
                .contains(
                        "it is there under another name; this command copies it to the expected one: kubectl -n consul patch secret consul-tls --type=json -p='[{\"op\":\"copy\",\"from\":\"/data/ca.pem\",\"path\":\"/data/ca.crt\"},{\"op\":\"copy\",\"from\":\"/data/consul-key.pem\",\"path\":\"/data/consul-key.key\"},{\"op\":\"copy\",\"from\":\"/data/consul.pem\",\"path\":\"/data/consul.crt\"}]'");
    }

    @Test
    void whatIsThereUnderOurNameIsNeverOverwritten() {
        content.put("consul.crt", Pem.certificate(SERVER.certificate()));
        content.put("consul-key.key", Pem.key(SERVER.key()));

        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.SERVER))
                .hasValueSatisfying(remedy -> assertThat(remedy)
                        .contains("/data/ca.crt")
                        .doesNotContain("\"path\":\"/data/consul.crt\"", "\"path\":\"/data/consul-key.key\""));
    }

    @Test
    void ofTwoCertificatesNobodyGuesses() {
        content.put("old.pem", Pem.certificate(SERVER.certificate()));

        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.SERVER)).isEmpty();
    }

    @Test
    void aKeyOfAnotherCertificateIsNotTaken() {
        content.put(
                "consul-key.pem",
                Pem.key(ForeignCertificates.server(CA, NOW, "other").makeLeaf().key()));

        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.SERVER)).isEmpty();
    }

    @Test
    void aGossipKeyAndACaAreFoundAsWell() {
        content.remove("gossip-encryption-key");
        content.put("gossip", GOSSIP);
        content.put("ca-key.pem", Pem.key(CA.key().orElseThrow()));

        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.GOSSIP))
                .hasValueSatisfying(
                        remedy -> assertThat(remedy)
                                .contains(
                                        "{\"op\":\"copy\",\"from\":\"/data/gossip\",\"path\":\"/data/gossip-encryption-key\"}"));
        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.CA))
                .hasValueSatisfying(remedy -> assertThat(remedy)
                        .contains("\"from\":\"/data/ca.pem\",\"path\":\"/data/ca.crt\"")
                        .contains("\"from\":\"/data/ca-key.pem\",\"path\":\"/data/ca.key\""));
    }

    @Test
    void aCaWhoseKeyIsElsewhereIsFoundByItsCertificate() {
        assertThat(ForeignKeyNames.remedy(secret(), KeyMaterialKind.CA))
                .hasValueSatisfying(
                        remedy -> assertThat(remedy).contains("/data/ca.crt").doesNotContain("/data/ca.key"));
    }

    @Test
    void noKeyIsSeen() {
        var shown = ForeignKeyNames.remedy(secret(), KeyMaterialKind.SERVER).orElseThrow();

        assertThat(secret().getData().values()).noneMatch(shown::contains);
    }

    private Secret secret() {
        var data = new TreeMap<String, String>();
        content.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("consul")
                .withName("consul-tls")
                .endMetadata()
                .withData(data)
                .build();
    }
}
