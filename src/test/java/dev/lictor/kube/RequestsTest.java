package dev.lictor.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
    @Test
    void severalAreOnTheirWayAtTheSameTime() {
        var meeting = new CountDownLatch(3);
        try (var requests = new Requests()) {
            var answers = Stream.generate(() -> requests.send(() -> metOthers(meeting)))
                    .limit(3)
                    .toList();

            assertThat(answers).allMatch(Supplier::get);
        }
    }

    @Test
    void whatKeepsAnAnswerFromComingIsThrownAsItIs() {
        var refusal = new ClusterFailure(ClusterFailure.Reason.FORBIDDEN, "cannot get secrets");
        try (var requests = new Requests()) {
            Supplier<String> refused = requests.send(() -> {
                throw refusal;
            });

            assertThatThrownBy(refused::get).isSameAs(refusal);
        }
    }

    private static boolean metOthers(CountDownLatch meeting) {
        meeting.countDown();
        try {
            return meeting.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
