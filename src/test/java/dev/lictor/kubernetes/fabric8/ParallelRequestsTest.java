package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.kubernetes.KubernetesApiException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelRequestsTest {
    @Test
    void severalRequestsRunAtTheSameTime() {
        var meeting = new CountDownLatch(3);
        try (var requests = new ParallelRequests()) {
            var answers = Stream.generate(() -> requests.send(() -> metOthers(meeting)))
                    .limit(3)
                    .toList();

            assertThat(answers).allMatch(Supplier::get);
        }
    }

    @Test
    void theExceptionOfARequestIsThrownUnchanged() {
        var refusal = new KubernetesApiException(KubernetesApiException.Reason.FORBIDDEN, "cannot get secrets");
        try (var requests = new ParallelRequests()) {
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
