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
 * One request and its result. The first end, such as an answer, an error or the time limit, is the result; the connection is closed if it is
 * still busy. A request that may be repeated is sent once more when its connection breaks: a server may close an idle connection, and
 * the client notices only at its next request.
 */
public final class PendingRequest<T> {
    /** Bytes of a refusal that are kept. It is much, because Go puts the cause at the end of an error list. */
    private static final int MOST_WORDS = 4096;

    private final ConsulRequest<T> consulRequest;
    private final Optional<String> token;
    private final CompletableFuture<ConsulResult<T>> answer = new CompletableFuture<>();
    private @Nullable Supplier<Future<HttpClientRequest>> again;
    private volatile @Nullable Attempt current;

    /** @param token the token of the request; it is removed from messages if an answer repeats it */
    PendingRequest(ConsulRequest<T> request, Optional<String> token) {
        this.consulRequest = request;
        this.token = token;
    }

    /** @param again prepares the same request once more, on a connection that was never used */
    PendingRequest(ConsulRequest<T> request, Optional<String> token, Supplier<Future<HttpClientRequest>> again) {
        this(request, token);
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

    /** One attempt at the request. Events of an attempt that was replaced are ignored. */
    private final class Attempt {
        private final HttpClientRequest request;
        private final BodyReader<T> body = consulRequest.body().get();
        private final Buffer words = Buffer.buffer();
        private long taken;

        Attempt(HttpClientRequest request) {
            this.request = request;
        }

        void send(Buffer content) {
            // Set the handler first: Vert.x logs an error for a reset of a request without a handler.
            request.exceptionHandler(this::fail);
            if (answer.isDone()) {
                request.reset();
                return;
            }
            // The connection's own error says more than "closed", and Vert.x would log it at each poll without a
            // handler.
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
            boolean accepted = consulRequest.answers().contains(response.statusCode());
            response.exceptionHandler(this::fail);
            response.handler(part -> take(part, accepted));
            response.endHandler(_ -> {
                if (!over()) {
                    answer.complete(
                            accepted
                                    ? read(response)
                                    : new ConsulResult.Failed<>(
                                            refusal(response.statusCode(), words.getBytes(), token)));
                }
            });
        }

        private void take(Buffer part, boolean accepted) {
            if (over()) {
                return;
            }
            taken += part.length();
            if (taken > consulRequest.mostBytes()) {
                end(ConsulResult.failed(
                        Cause.TOO_LARGE, "an answer of more than %d bytes".formatted(consulRequest.mostBytes())));
            } else if (accepted) {
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
                : ConsulResult.failed(Cause.INVALID_ANSWER, "unreadable answer, " + words);
    }

    /** A refusal in Consul's own words: the status and the start of the body, without the token. */
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
