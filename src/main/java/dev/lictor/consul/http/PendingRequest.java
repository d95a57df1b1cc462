package dev.lictor.consul.http;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.text.Foreign;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question and what becomes of it. Whatever ends it first is the answer; a connection that is still busy then is closed. Where the
 * same may be asked twice a connection that breaks is no failure yet: the other side may close one that has been idle without anything
 * being wrong, and it shows only at the next question.
 */
public final class PendingRequest<T> {
    /** Of what a refusal says: in Go's lists of errors the cause comes last. */
    private static final int MOST_WORDS = 4096;

    private final ConsulRequest<T> question;
    private final Optional<String> token;
    private final CompletableFuture<ConsulResult<T>> answer = new CompletableFuture<>();
    private @Nullable Supplier<Future<HttpClientRequest>> again;
    private volatile @Nullable Attempt current;

    /** @param token that is sent, and is not repeated to anybody if an answer repeats it */
    PendingRequest(ConsulRequest<T> question, Optional<String> token) {
        this.question = question;
        this.token = token;
    }

    /** @param again how to ask the same once more, on a connection that nobody has used before */
    PendingRequest(ConsulRequest<T> question, Optional<String> token, Supplier<Future<HttpClientRequest>> again) {
        this(question, token);
        this.again = again;
    }

    CompletionStage<ConsulResult<T>> answer() {
        return answer;
    }

    void send(HttpClientRequest ready) {
        send(ready, Buffer.buffer());
    }

    void send(HttpClientRequest ready, Buffer body) {
        var attempt = new Attempt(ready);
        current = attempt;
        attempt.send(body);
    }

    void fail(Throwable thrown) {
        end(new ConsulResult.Failed<>(ErrorClassifier.of(thrown)));
    }

    void timeOut(Duration limit) {
        end(ConsulResult.failed(Cause.TIMEOUT, "no answer within %d ms".formatted(limit.toMillis())));
    }

    private void end(ConsulResult<T> failed) {
        var open = current;
        if (answer.complete(failed) && open != null) {
            open.request.reset();
        }
    }

    /** One request. What still comes of one that another has taken the place of is nobody's. */
    private final class Attempt {
        private final HttpClientRequest request;
        private final BodyReader<T> body = question.body().get();
        private final Buffer words = Buffer.buffer();
        private long taken;

        Attempt(HttpClientRequest request) {
            this.request = request;
        }

        void send(Buffer content) {
            // First of all, for a reset without anybody who listens is logged as an error, too.
            request.exceptionHandler(this::fail);
            if (answer.isDone()) {
                request.reset();
                return;
            }
            // Tells more than that the connection was closed, and would be logged at each poll if nobody listened.
            request.connection().exceptionHandler(this::fail);
            request.response().onSuccess(this::receive).onFailure(this::fail);
            request.end(content).onFailure(this::fail);
        }

        private boolean over() {
            return answer.isDone() || current != this;
        }

        private void fail(Throwable thrown) {
            if (over()) {
                return;
            }
            var failure = ErrorClassifier.of(thrown);
            var retry = again;
            if (retry == null || failure.cause() != Cause.NETWORK) {
                end(new ConsulResult.Failed<>(failure));
                return;
            }
            again = null;
            current = null;
            retry.get().onSuccess(PendingRequest.this::send).onFailure(PendingRequest.this::fail);
        }

        private void receive(HttpClientResponse response) {
            boolean told = question.answers().contains(response.statusCode());
            response.exceptionHandler(this::fail);
            response.handler(part -> take(part, told));
            response.endHandler(_ -> {
                if (!over()) {
                    answer.complete(
                            told
                                    ? read(response)
                                    : new ConsulResult.Failed<>(
                                            refusal(response.statusCode(), words.getBytes(), token)));
                }
            });
        }

        private void take(Buffer part, boolean told) {
            if (over()) {
                return;
            }
            taken += part.length();
            if (taken > question.mostBytes()) {
                end(ConsulResult.failed(
                        Cause.TOO_LARGE, "an answer of more than %d bytes".formatted(question.mostBytes())));
            } else if (told) {
                try {
                    body.add(part.getBytes());
                } catch (ConsulJson.UnreadableException e) {
                    end(unreadable(e));
                }
            } else if (words.length() < MOST_WORDS) {
                words.appendBuffer(part);
            }
        }

        private ConsulResult<T> read(HttpClientResponse response) {
            try {
                return new ConsulResult.Seen<>(body.end(response.headers()));
            } catch (ConsulJson.UnreadableException e) {
                return unreadable(e);
            }
        }
    }

    private ConsulResult<T> unreadable(ConsulJson.UnreadableException e) {
        var words = Foreign.line(without(token, String.valueOf(e.getMessage())));
        return e instanceof ConsulJson.TooLargeException
                ? ConsulResult.failed(Cause.TOO_LARGE, words)
                : ConsulResult.failed(Cause.GARBAGE, "unreadable answer, " + words);
    }

    /** In Consul's own words. */
    public static ConsulError refusal(int status, byte[] body, Optional<String> token) {
        var text = new String(body, 0, Math.min(body.length, MOST_WORDS), StandardCharsets.UTF_8);
        return new ConsulError(
                status == 403 ? Cause.FORBIDDEN : Cause.STATUS,
                "status %d: %s"
                        .formatted(status, Foreign.line(without(token, text)))
                        .strip());
    }

    private static String without(Optional<String> token, String text) {
        return token.map(secret -> text.replace(secret, "(token)")).orElse(text);
    }
}
