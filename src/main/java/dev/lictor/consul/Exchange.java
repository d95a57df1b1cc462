package dev.lictor.consul;

import dev.lictor.consul.Failure.Cause;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request and what becomes of it. Whatever ends it first is the answer; a connection that is still busy then is closed. */
final class Exchange<T> {
    private static final int LONGEST_LINE = 200;

    private final Question<T> question;
    private final Optional<String> token;
    private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    private volatile @Nullable HttpClientRequest request;

    /** @param token that is sent, and is not repeated to anybody if an answer repeats it */
    Exchange(Question<T> question, Optional<String> token) {
        this.question = question;
        this.token = token;
    }

    CompletionStage<Answer<T>> answer() {
        return answer;
    }

    void send(HttpClientRequest ready) {
        send(ready, Buffer.buffer());
    }

    void send(HttpClientRequest ready, Buffer body) {
        request = ready;
        // First of all, for a reset without anybody who listens is logged as an error, too.
        ready.exceptionHandler(this::fail);
        if (answer.isDone()) {
            ready.reset();
            return;
        }
        // Tells more than that the connection was closed, and would be logged at each poll if nobody listened.
        ready.connection().exceptionHandler(this::fail);
        ready.response().onSuccess(this::receive).onFailure(this::fail);
        ready.end(body).onFailure(this::fail);
    }

    void fail(Throwable thrown) {
        end(new Answer.Failed<>(Failures.of(thrown)));
    }

    void timeOut(Duration limit) {
        end(Answer.failed(Cause.TIMEOUT, "no answer within %d ms".formatted(limit.toMillis())));
    }

    private void receive(HttpClientResponse response) {
        var body = new Parts();
        response.exceptionHandler(this::fail);
        response.handler(part -> {
            if (!body.add(part)) {
                end(Answer.failed(Cause.TOO_LARGE, "an answer of more than %d bytes".formatted(Parts.MOST_BYTES)));
            }
        });
        response.endHandler(_ -> answer.complete(read(response, body.joined())));
    }

    private Answer<T> read(HttpClientResponse response, byte[] body) {
        int status = response.statusCode();
        if (!question.answers().contains(status)) {
            return new Answer.Failed<>(refusal(status, body, token));
        }
        try {
            return new Answer.Seen<>(question.reader().read(response.headers(), body));
        } catch (Json.UnreadableException e) {
            return Answer.failed(
                    Cause.GARBAGE, "unreadable answer, " + line(without(token, String.valueOf(e.getMessage()))));
        }
    }

    private void end(Answer<T> failed) {
        var open = request;
        if (answer.complete(failed) && open != null) {
            open.reset();
        }
    }

    /** In Consul's own words. */
    static Failure refusal(int status, byte[] body, Optional<String> token) {
        var text = new String(body, 0, Math.min(body.length, 4 * LONGEST_LINE), StandardCharsets.UTF_8);
        return new Failure(
                status == 403 ? Cause.FORBIDDEN : Cause.STATUS,
                "status %d: %s".formatted(status, line(without(token, text))).strip());
    }

    private static String without(Optional<String> token, String text) {
        return token.map(secret -> text.replace(secret, "(token)")).orElse(text);
    }

    /** The first line, and only what can be printed of it: it ends in logs and probes. */
    static String line(String text) {
        var line = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
