package dev.lictor.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
    @Test
    void severalAreOnTheirWayAtTheSameTime() {
        var meeting = new CountDownLatch(3);
        try (var requests = new Requests()) {
            var answers = new Supplier<?>[] {
                requests.send(() -> metOthers(meeting)),
                requests.send(() -> metOthers(meeting)),
                requests.send(() -> metOthers(meeting))
            };

            assertThat(answers).extracting(Supplier::get).containsOnly(true);
        }
    }

    @Test
    void whatKeepsAnAnswerFromComingIsThrownAsItIs() {
        var refusal = new ClusterFailure(ClusterFailure.Reason.FORBIDDEN, "cannot get secrets");
        try (var requests = new Requests()) {
            var refused = requests.send(() -> {
                throw refusal;
            });

            assertThatThrownBy(refused::run).isSameAs(refusal);
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
