package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalBackoffTest {
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final ConsulResult<Object> REFUSED =
            ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final ConsulResult<Object> ANSWERED = new ConsulResult.Seen<>(List.of());

    /** The requests that need a token, and those that Consul never refuses. */
    enum Asked {
        SELF(ConsulApi::self, true),
        CONFIGURATION(ConsulApi::raftConfiguration, true),
        MEMBERS(ConsulApi::members, true),
        AUTOPILOT(ConsulApi::autopilot, true),
        KEYRING(ConsulApi::gossipRing, true),
        LEADER(ConsulApi::leader, false),
        PEERS(ConsulApi::peers, false),
        CONTACT(ConsulApi::leaderContact, false),
        CONFIRMATION(ConsulApi::leaderConfirmation, false);

        private final Function<ConsulApi, CompletionStage<?>> question;
        private final boolean byToken;

        Asked(Function<ConsulApi, CompletionStage<?>> question, boolean byToken) {
            this.question = question;
            this.byToken = byToken;
        }
    }

    private final List<Long> asked = new ArrayList<>();
    private Instant now = START;
    private Optional<String> token = Optional.of("one");
    private ConsulResult<Object> answer = REFUSED;
    private final ConsulApi consul = new RefusalBackoff(
            (ConsulApi) Proxy.newProxyInstance(
                    ConsulApi.class.getClassLoader(), new Class<?>[] {ConsulApi.class}, (_, _, _) -> {
                        asked.add(Duration.between(START, now).toSeconds());
                        return CompletableFuture.completedStage(answer);
                    }),
            () -> token,
            () -> now);

    @ParameterizedTest
    @EnumSource
    void aRefusedRequestIsRepeatedLessAndLessOftenDownToOnceAMinute(Asked question) {
        for (int second = 0; second <= 300; second++) {
            assertThat(askAt(second, question)).isEqualTo(REFUSED);
        }

        if (question.byToken) {
            assertThat(asked).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L);
        } else {
            assertThat(asked).hasSize(301);
        }
    }

    @Test
    void aGrantedPermissionIsNoticedWithinAMinute() {
        IntStream.rangeClosed(0, 123).forEach(second -> askAt(second, Asked.SELF));
        answer = ANSWERED;

        assertThat(askAt(182, Asked.SELF)).isEqualTo(REFUSED);
        assertThat(askAt(183, Asked.SELF)).isEqualTo(ANSWERED);
        asked.clear();
        IntStream.rangeClosed(184, 190).forEach(second -> askAt(second, Asked.SELF));
        assertThat(asked).hasSize(7);
    }

    @Test
    void aChangedTokenIsTriedAtOnce() {
        token = Optional.empty();
        IntStream.rangeClosed(0, 123).forEach(second -> askAt(second, Asked.MEMBERS));
        token = Optional.of("other");

        askAt(124, Asked.MEMBERS);
        askAt(125, Asked.MEMBERS);
        token = Optional.of("third");
        answer = ANSWERED;

        assertThat(askAt(125, Asked.MEMBERS)).isEqualTo(ANSWERED);
        assertThat(asked).endsWith(124L, 125L, 125L);
    }

    @Test
    void otherFailuresCauseNoPause() {
        answer = ConsulResult.failed(Cause.STATUS, "status 500: No cluster leader");
        IntStream.rangeClosed(0, 9).forEach(second -> askAt(second, Asked.AUTOPILOT));

        assertThat(asked).hasSize(10);
    }

    @Test
    void aRefusedRequestDelaysNoOther() {
        askAt(0, Asked.SELF);
        askAt(0, Asked.MEMBERS);

        assertThat(asked).hasSize(2);
    }

    private Object askAt(int second, Asked question) {
        now = START.plusSeconds(second);
        return question.question.apply(consul).toCompletableFuture().join();
    }
}
