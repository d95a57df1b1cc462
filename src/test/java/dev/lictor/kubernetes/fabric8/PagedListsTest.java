package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.kubernetes.KubernetesApiException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that is none of the Kubernetes API's, such as a proxy's page to log in. */
class PagedListsTest {
    @ParameterizedTest
    @ValueSource(strings = {"<html>session-of-jane</html>", "{\"items\": session-of-jane}", "\"session-of-jane\"", ""})
    void anUnexpectedAnswerIsReportedAndNotQuoted(String answer) {
        assertThatThrownBy(() -> PagedLists.tree(answer))
                .isInstanceOf(KubernetesApiException.class)
                .hasMessageStartingWith("the Kubernetes API, or a proxy in front of it, sent")
                .hasMessageEndingWith("(not shown)")
                .hasNoCause();
    }

    @Test
    void anAnswerThatTheClientReadsIsNotQuotedEither() throws Exception {
        var failure = Fabric8KubernetesApi.failure("get secret/consul-ca", unreadable("[session-of-jane"));

        assertThat(failure)
                .hasMessage(
                        "cannot get secret/consul-ca: the Kubernetes API, or a proxy in front of it, sent an unexpected answer (not shown)");
        assertThat(failure.reason()).isEqualTo(KubernetesApiException.Reason.REFUSED);
    }

    private static KubernetesClientException unreadable(String answer) throws Exception {
        try {
            new ObjectMapper().readTree(answer);
            throw new AssertionError(answer);
        } catch (JsonProcessingException e) {
            return new KubernetesClientException("An error has occurred.", e);
        }
    }
}
