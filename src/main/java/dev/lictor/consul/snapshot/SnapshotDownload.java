package dev.lictor.consul.snapshot;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.http.ErrorClassifier;
import dev.lictor.consul.http.PendingRequest;
import dev.lictor.consul.http.ReloadingHttpClient;
import dev.lictor.consul.http.ServerTrust;
import dev.lictor.consul.http.TokenFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Streams a snapshot into a file, no faster than the disk writes it. */
public final class SnapshotDownload implements Snapshots {
    private static final int OK = 200;
    private static final int MOST_ERROR_BYTES = 1024;
    private static final OpenOptions NEW_AND_PRIVATE =
            new OpenOptions().setCreateNew(true).setRead(false).setWrite(true).setPerms("rw-------");

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final ReloadingHttpClient client;

    /** @param endpoint its time limit covers the whole download */
    public SnapshotDownload(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.client = new ReloadingHttpClient(vertx, endpoint, new ServerTrust(endpoint));
    }

    @Override
    public CompletionStage<ConsulResult<Long>> save(Path file, long most) {
        var token = endpoint.token().flatMap(TokenFile::read);
        try {
            return client.request(HttpMethod.GET, "/v1/snapshot?stale", token)
                    .compose(request -> inTime(
                            request,
                            response -> response.statusCode() == OK
                                    ? writeTo(response, file, most)
                                    : refused(response, token)))
                    .otherwise(thrown -> new ConsulResult.Failed<>(ErrorClassifier.of(thrown)))
                    .toCompletionStage();
        } catch (IOException e) {
            return CompletableFuture.completedFuture(ConsulResult.failed(Cause.TLS, "cannot read " + e.getMessage()));
        }
    }

    /** The first end, success or failure, is the result. On failure the connection is closed. */
    private Future<ConsulResult<Long>> inTime(
            HttpClientRequest request, Function<HttpClientResponse, Future<ConsulResult<Long>>> reader) {
        var answer = Promise.<ConsulResult<Long>>promise();
        long timer = vertx.setTimer(
                endpoint.timeout().toMillis(),
                _ -> answer.tryComplete(ConsulResult.failed(
                        Cause.TIMEOUT,
                        "not complete within %d s".formatted(endpoint.timeout().toSeconds()))));
        request.exceptionHandler(answer::tryFail);
        request.connection().exceptionHandler(answer::tryFail);
        request.send()
                .compose(response -> read(response, reader))
                .onSuccess(answer::tryComplete)
                .onFailure(answer::tryFail);
        return answer.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            if (ended.failed() || ended.result().failure().isPresent()) {
                request.reset();
            }
        });
    }

    /** The connection may be closed before this event loop gets the answer; then the answer takes no handlers. */
    private static Future<ConsulResult<Long>> read(
            HttpClientResponse response, Function<HttpClientResponse, Future<ConsulResult<Long>>> reader) {
        try {
            return reader.apply(response);
        } catch (IllegalStateException e) {
            return Future.succeededFuture(ConsulResult.failed(Cause.NETWORK, "Connection was closed"));
        }
    }

    private Future<ConsulResult<Long>> writeTo(HttpClientResponse response, Path file, long most) {
        var answer = Promise.<ConsulResult<Long>>promise();
        // Set the handler first: the connection may be closed before the file is open.
        response.exceptionHandler(answer::tryFail);
        response.pause();
        return vertx.fileSystem().open(file.toString(), NEW_AND_PRIVATE).compose(target -> {
            if (!answer.future().isComplete()) {
                copy(response, target, most, answer);
            }
            return answer.future().eventually(() -> target.close());
        });
    }

    private static void copy(
            HttpClientResponse response, AsyncFile target, long most, Promise<ConsulResult<Long>> answer) {
        var taken = new AtomicLong();
        target.exceptionHandler(answer::tryFail);
        response.handler(part -> {
            if (answer.future().isComplete()) {
                return;
            }
            if (taken.addAndGet(part.length()) > most) {
                answer.tryComplete(ConsulResult.failed(
                        Cause.TOO_LARGE,
                        "a snapshot of more than the %d bytes that there is room for".formatted(most)));
                return;
            }
            target.write(part).onFailure(answer::tryFail);
            if (target.writeQueueFull()) {
                response.pause();
                target.drainHandler(_ -> response.resume());
            }
        });
        response.endHandler(_ -> answer.tryComplete(new ConsulResult.Seen<>(taken.get())));
        response.resume();
    }

    private static Future<ConsulResult<Long>> refused(HttpClientResponse response, Optional<String> token) {
        var words = Buffer.buffer();
        response.handler(part -> {
            if (words.length() < MOST_ERROR_BYTES) {
                words.appendBuffer(part);
            }
        });
        return response.end()
                .map(_ -> new ConsulResult.Failed<>(
                        PendingRequest.refusal(response.statusCode(), words.getBytes(), token)));
    }
}
