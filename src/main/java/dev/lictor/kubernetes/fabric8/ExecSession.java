package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Collects the output and the end of one command by the protocol {@value #PROTOCOL}: the first byte of a message is its channel. */
final class ExecSession implements WebSocket.Listener {
    static final String PROTOCOL = "v4.channel.k8s.io";

    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final int STATUS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String command;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    ExecSession(String command) {
        this.command = command;
    }

    /** The standard output of the command; an {@link IOException} if it cannot be started or fails. */
    CompletableFuture<String> end() {
        return end;
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        onMessage(socket, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
        if (message.hasRemaining()) {
            int channel = message.get();
            var content = new byte[message.remaining()];
            message.get(content);
            switch (channel) {
                case OUT -> out.writeBytes(content);
                case ERR -> err.writeBytes(content);
                case STATUS -> ended(content);
                default -> {} // a channel of a later protocol
            }
        }
        socket.request();
    }

    private void ended(byte[] content) {
        try {
            var status = JSON.readTree(content);
            if (status.path("status").asText().equals("Success")) {
                end.complete(out.toString(StandardCharsets.UTF_8));
            } else {
                end.completeExceptionally(new IOException(Foreign.line(failure(status))));
            }
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    private String failure(JsonNode status) {
        for (var cause : status.at("/details/causes")) {
            if (cause.path("reason").asText().equals("ExitCode")) {
                return "%s ended with %s: %s"
                        .formatted(command, cause.path("message").asText(), firstComplaint());
            }
        }
        return status.path("message").asText();
    }

    private String firstComplaint() {
        return err.toString(StandardCharsets.UTF_8).strip().lines().findFirst().orElse("");
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
        end.completeExceptionally(new IOException("the connection closed before %s ended".formatted(command)));
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        fail(failure);
    }

    void fail(Throwable failure) {
        end.completeExceptionally(
                failure instanceof WebSocketHandshakeException refused
                        ? new IOException(
                                "the Kubernetes API answers %d to exec"
                                        .formatted(refused.getResponse().code()),
                                failure)
                        : new IOException(Foreign.line(String.valueOf(failure.getMessage())), failure));
    }
}
