package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.pki.TlsBundle;
import dev.lictor.text.Foreign;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Executes an action and checks its result. It decides nothing. */
final class ActionExecutor {
    private static final CompletionStage<ConsulResult<X509Certificate>> UNKNOWN_PORT = CompletableFuture.completedStage(
            ConsulResult.failed(ConsulError.Cause.NETWORK, "agent/self has not reported the server's RPC port"));

    private final ConsulCommands consul;
    private final ServedCertificates served;

    ActionExecutor(ConsulCommands consul, ServedCertificates served) {
        this.consul = consul;
        this.served = served;
    }

    /** An unexpected exception counts as a failure of its action: it is logged once, and the action is retried after the same pause. */
    CompletionStage<ActionResult> act(Action action) {
        return CompletableFuture.completedStage(action).thenCompose(this::tried).exceptionally(thrown -> {
            var words = "unexpected, "
                    + Foreign.line(String.valueOf(
                            thrown instanceof CompletionException && thrown.getCause() != null
                                    ? thrown.getCause()
                                    : thrown));
            return switch (action) {
                case Action.Join _ -> new ActionResult.NotJoined(words);
                case Action.Inspect _ -> new ActionResult.Unknown(words);
                case Action.Reload reload -> new ActionResult.NotReloaded(reload.mount(), words);
            };
        });
    }

    private CompletionStage<ActionResult> tried(Action action) {
        return switch (action) {
            case Action.Join join -> join(join);
            case Action.Inspect inspect -> inspect(inspect);
            case Action.Reload reload -> reload(reload);
        };
    }

    /** Tries every peer, one after the other: any one of them connects two separated groups of servers, and a dead peer must not block the rest. */
    private CompletionStage<ActionResult> join(Action.Join join) {
        var joined = new ArrayList<String>();
        var failures = new ArrayList<String>();
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (var address : join.addresses()) {
            all = all.thenCompose(_ -> consul.join(address)).thenAccept(answer -> {
                switch (answer) {
                    case ConsulResult.Seen<Done> _ -> joined.add(address);
                    case ConsulResult.Failed<Done>(var failure) -> failures.add(address + ": " + words(failure));
                }
            });
        }
        return all.thenApply(_ -> joined.isEmpty()
                ? new ActionResult.NotJoined(String.join("; ", failures))
                : new ActionResult.Joined(List.copyOf(joined), join.why()));
    }

    /** As long as no file has changed, an unknown certificate on RPC is taken to be the one on HTTPS. */
    private CompletionStage<ActionResult> inspect(Action.Inspect inspect) {
        return compare(inspect.mount(), inspect.rpcPort())
                .thenApply(seen -> seen.other()
                        .<ActionResult>map(words -> new ActionResult.ServingOther(inspect.mount(), words))
                        .or(() -> seen.httpsUnknown().map(ActionResult.Unknown::new))
                        .orElseGet(() -> new ActionResult.Serving(inspect.mount())));
    }

    private CompletionStage<ActionResult> reload(Action.Reload reload) {
        return consul.reload().thenCompose(answer -> switch (answer) {
            case ConsulResult.Failed<Done>(var failure) ->
                CompletableFuture.completedStage(new ActionResult.NotReloaded(reload.mount(), words(failure)));
            case ConsulResult.Seen<Done> _ ->
                compare(reload.mount(), reload.rpcPort())
                        .thenApply(seen -> seen.other()
                                .or(seen::httpsUnknown)
                                .or(seen::rpcUnknown)
                                .<ActionResult>map(
                                        words -> new ActionResult.NotReloaded(reload.mount(), "after it " + words))
                                .orElseGet(() -> new ActionResult.Reloaded(reload.mount(), reload.why())));
        });
    }

    private static String words(ConsulError failure) {
        return failure.forbidden()
                ? failure.words()
                        + "; lictor.sidecar.token-file, or token in the token-secret, must be a token with agent:write"
                : failure.words();
    }

    private CompletionStage<Comparison> compare(MountedTls.Whole mount, Optional<Integer> rpcPort) {
        return served.https()
                .thenCombine(
                        rpcPort.map(served::rpc).orElse(UNKNOWN_PORT),
                        (https, rpc) -> new Comparison(
                                other("HTTPS", mount, https).or(() -> other("RPC", mount, rpc)),
                                unknown("HTTPS", https),
                                unknown("RPC", rpc)));
    }

    /**
     * Whether Consul serves the mounted certificate.
     *
     * @param other message if another certificate was seen
     * @param httpsUnknown why no certificate was seen on HTTPS
     */
    private record Comparison(Optional<String> other, Optional<String> httpsUnknown, Optional<String> rpcUnknown) {}

    private static Optional<String> other(String port, MountedTls.Whole mount, ConsulResult<X509Certificate> answer) {
        return answer.seen()
                .filter(shown -> !shown.equals(mount.server()))
                .map(shown -> "%s served serial %s and not the mounted %s"
                        .formatted(port, TlsBundle.serial(shown), TlsBundle.serial(mount.server())));
    }

    private static Optional<String> unknown(String port, ConsulResult<X509Certificate> answer) {
        return answer.failure()
                .map(failure -> "which certificate %s serves is unknown: %s".formatted(port, failure.words()));
    }
}
