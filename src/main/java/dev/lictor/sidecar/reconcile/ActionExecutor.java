package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulCommands.Done;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.text.Foreign;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Executes an action. Whether a reload had its effect, {@link ServedCertificateCheck} decides. */
final class ActionExecutor {
    private final ConsulCommands consul;
    private final ServedCertificateCheck check;

    ActionExecutor(ConsulCommands consul, ServedCertificates served) {
        this.consul = consul;
        this.check = new ServedCertificateCheck(served);
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

    private CompletionStage<ActionResult> inspect(Action.Inspect inspect) {
        return check.compare(inspect.mount(), inspect.rpcPort())
                .thenApply(ServedCertificateCheck.Comparison::withoutReload);
    }

    private CompletionStage<ActionResult> reload(Action.Reload reload) {
        return consul.reload().thenCompose(answer -> switch (answer) {
            case ConsulResult.Failed<Done>(var failure) ->
                CompletableFuture.completedStage(new ActionResult.NotReloaded(reload.mount(), words(failure)));
            case ConsulResult.Seen<Done> _ ->
                check.compare(reload.mount(), reload.rpcPort())
                        .thenApply(comparison -> comparison.afterReload(reload.why()));
        });
    }

    private static String words(ConsulError failure) {
        return failure.forbidden()
                ? failure.words()
                        + "; lictor.sidecar.token-file, or token in the token-secret, must be a token with agent:write"
                : failure.words();
    }
}
