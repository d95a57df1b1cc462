package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "not found", "{}", "{\"status\":\"UP\",\"checks\":[{\"name\":\"other\",\"status\":\"UP\"}]}"
            })
    void anythingElseIsNoAnswer(String body) {
        assertThat(Answer.read(body)).isInstanceOf(Answer.Silent.class);
    }
}
