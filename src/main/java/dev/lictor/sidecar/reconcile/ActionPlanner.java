package dev.lictor.sidecar.reconcile;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.Member;
import dev.lictor.pki.TlsBundle;
import dev.lictor.sidecar.observe.AgentSample;
import dev.lictor.sidecar.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides which action is due, from the observation and the reconcile state. At most one action runs at a time. */
final class ActionPlanner {
    private static final int HIGHEST_PORT = 65_535;

    /**
     * The input of a decision.
     *
     * @param members of gossip; empty if the token may not read them
     * @param certificates whether Lictor calls Consul by HTTPS, so that Consul has certificates
     */
    record ActionContext(
            Observation observation, List<Member> members, MountedTls mount, boolean certificates, Instant now) {
        /** Number of servers in gossip, failed servers included. */
        long servers() {
            return members.stream()
                    .filter(member -> member.server().isPresent())
                    .count();
        }
    }

    private ActionPlanner() {}

    static Optional<Action> due(ActionContext context, ReconcileState state, ActionSettings rules) {
        return certificates(context, state, rules).or(() -> join(context, state, rules));
    }

    /**
     * Whether this server has lost its peers in gossip or never found them: it sees only itself, or it sees fewer servers than configured
     * and knows no leader. Failed members count as seen, because Consul itself tries to reconnect to them.
     */
    static boolean isIsolated(ActionContext context, ActionSettings rules) {
        long servers = context.servers();
        if (servers == 0 || servers >= rules.peers().size()) {
            return false;
        }
        return servers == 1
                || context.observation().leader().seen().filter(String::isEmpty).isPresent();
    }

    private static Optional<Action> join(ActionContext context, ReconcileState state, ActionSettings rules) {
        var members = context.members();
        var peers = rules.peers().stream()
                .filter(address -> members.stream().noneMatch(member -> isOf(member, address)))
                .toList();
        if (!rules.joins()
                || !state.reported().isolated()
                || peers.isEmpty()
                || paused(state.joinAttemptedAt(), context.now())) {
            return Optional.empty();
        }
        var why = "this server saw %d of %d servers in gossip"
                .formatted(context.servers(), rules.peers().size());
        return Optional.of(new Action.Join(peers, why));
    }

    /** Excludes this server's own address above all: a server that joins itself looks no further. */
    private static boolean isOf(Member member, String address) {
        return address.equals(member.name())
                || address.startsWith(member.name() + ".")
                || address.startsWith(member.name() + ":")
                || address.equals(member.address());
    }

    private static Optional<Action> certificates(ActionContext context, ReconcileState state, ActionSettings rules) {
        if (!rules.reloads() || !context.certificates() || !listens(context.observation())) {
            return Optional.empty();
        }
        return switch (context.mount()) {
            case MountedTls.Broken _ -> Optional.empty();
            case MountedTls.Whole mount -> certificates(mount, context, state);
        };
    }

    private static Optional<Action> certificates(MountedTls.Whole mount, ActionContext context, ReconcileState state) {
        boolean paused = paused(state.certificatesCheckedAt(), context.now());
        var used = state.inUse();
        var port = rpcPort(context.observation());
        if (used.isPresent()) {
            // New files were never tried, so they need not wait for the pause after an earlier attempt.
            return used.get().sameFiles(mount) || (paused && state.reported().reload())
                    ? Optional.empty()
                    : Optional.of(new Action.Reload(mount, port, changed(used.get(), mount)));
        }
        if (paused) {
            return Optional.empty();
        }
        return Optional.of(state.other()
                .<Action>map(words -> new Action.Reload(mount, port, words))
                .orElse(new Action.Inspect(mount, port)));
    }

    /** The RPC port as agent/self reports it; unknown until the first answer. */
    private static Optional<Integer> rpcPort(Observation observation) {
        return observation
                .agentSample()
                .map(AgentSample::agent)
                .flatMap(Agent::address)
                .map(address -> address.substring(address.lastIndexOf(':') + 1))
                .filter(port -> port.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port > 0 && port <= HIGHEST_PORT);
    }

    private static String changed(MountedTls.Whole before, MountedTls.Whole after) {
        return before.server().equals(after.server())
                ? "the mounted CA changed"
                : "the mounted certificate changed from serial %s to %s"
                        .formatted(TlsBundle.serial(before.server()), TlsBundle.serial(after.server()));
    }

    /** Whether Consul accepts requests. An answer that fails TLS verification or is not readable also shows that it does. */
    private static boolean listens(Observation observation) {
        return observation.leader().failure().map(ConsulError::cause).stream().allMatch(cause -> switch (cause) {
            case REFUSED, TIMEOUT, NETWORK -> false;
            case TLS, FORBIDDEN, STATUS, INVALID_ANSWER, TOO_LARGE -> true;
        });
    }

    private static boolean paused(Optional<Instant> tried, Instant now) {
        return tried.filter(at -> Duration.between(at, now).compareTo(ActionSettings.PAUSE) < 0)
                .isPresent();
    }
}
