package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CipherSuitesTest {
    @Test
    void allSuitesOfTheJdkAreOffered() throws NoSuchAlgorithmException {
        assertThat(CipherSuites.OFFERED)
                .containsExactlyInAnyOrder(
                        SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    }

    @Test
    void chaCha20ComesFirst() {
        assertThat(CipherSuites.OFFERED).startsWith("TLS_CHACHA20_POLY1305_SHA256");
        assertThat(CipherSuites.OFFERED.stream().dropWhile(suite -> suite.contains("CHACHA20")))
                .isNotEmpty()
                .noneMatch(suite -> suite.contains("CHACHA20"));
    }
}
