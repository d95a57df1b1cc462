package dev.lictor.consul.http;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The HTTP or HTTPS API of one Consul server, on the event loop of Vert.x. */
public final class ConsulHttpApi implements ConsulApi, ConsulCommands {
    /** Autopilot answers with status 429 and the same body when a server is not healthy. */
    private static final Set<Integer> HEALTHY_OR_NOT = Set.of(200, 429);

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final ReloadingHttpClient client;

    public ConsulHttpApi(Vertx vertx, ConsulEndpoint endpoint) {
        this(vertx, endpoint, new ServerTrust(endpoint));
    }

    /** @param trust shared by all clients of the same server */
    public ConsulHttpApi(Vertx vertx, ConsulEndpoint endpoint, ServerTrust trust) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.client = new ReloadingHttpClient(vertx, endpoint, trust);
    }

    @Override
    public CompletionStage<ConsulResult<String>> leader() {
        return get(ConsulRequest.open("/v1/status/leader", ConsulJson::leader));
    }

    @Override
    public CompletionStage<ConsulResult<List<String>>> peers() {
        return get(ConsulRequest.open("/v1/status/peers", ConsulJson::peers));
    }

    @Override
    public CompletionStage<ConsulResult<Agent>> self() {
        return get(ConsulRequest.of("/v1/agent/self", AgentJson::agent));
    }

    @Override
    public CompletionStage<ConsulResult<List<RaftServer>>> raftConfiguration() {
        return get(ConsulRequest.of("/v1/operator/raft/configuration?stale", ConsulJson::raftConfiguration));
    }

    @Override
    public CompletionStage<ConsulResult<LeaderContact>> leaderContact() {
        return get(ConsulRequest.leaderContact());
    }

    @Override
    public CompletionStage<ConsulResult<LeaderContact>> leaderConfirmation() {
        return get(ConsulRequest.leaderConfirmation());
    }

    @Override
    public CompletionStage<ConsulResult<Gossip>> members() {
        return get(ConsulRequest.members());
    }

    @Override
    public CompletionStage<ConsulResult<Autopilot>> autopilot() {
        return get(ConsulRequest.of("/v1/operator/autopilot/health?stale", HEALTHY_OR_NOT, ConsulJson::autopilot));
    }

    @Override
    public CompletionStage<ConsulResult<GossipRing>> gossipRing() {
        return get(ConsulRequest.of("/v1/operator/keyring?local-only=true", ConsulJson::gossipRing));
    }

    @Override
    public CompletionStage<ConsulResult<List<ServerHealth>>> health() {
        return get(ConsulRequest.of("/v1/operator/autopilot/health", HEALTHY_OR_NOT, ConsulJson::health));
    }

    @Override
    public CompletionStage<ConsulResult<Done>> join(String address) {
        return send(HttpMethod.PUT, ConsulRequest.of("/v1/agent/join/" + address, _ -> Done.DONE));
    }

    @Override
    public CompletionStage<ConsulResult<Done>> reload() {
        return send(HttpMethod.PUT, ConsulRequest.of("/v1/agent/reload", _ -> Done.DONE));
    }

    @Override
    public CompletionStage<ConsulResult<Done>> transferLeadership(String id) {
        return send(
                HttpMethod.POST,
                ConsulRequest.of("/v1/operator/raft/transfer-leader?id=" + id, ConsulJson::transferred));
    }

    private <T> CompletionStage<ConsulResult<T>> get(ConsulRequest<T> request) {
        return send(HttpMethod.GET, request);
    }

    private <T> CompletionStage<ConsulResult<T>> send(HttpMethod method, ConsulRequest<T> request) {
        // The token is removed from every message, also of a request that does not send it.
        var token = endpoint.token().flatMap(TokenFile::read);
        try {
            var sent = token.filter(_ -> request.token());
            var pending = method.equals(HttpMethod.GET)
                    ? new PendingRequest<>(request, token, () -> client.repeatedRequest(request.path(), sent))
                    : new PendingRequest<>(request, token);
            client.request(method, request.path(), sent)
                    .onSuccess(pending::send)
                    .onFailure(pending::fail);
            long timer = vertx.setTimer(endpoint.timeout().toMillis(), _ -> pending.timeOut(endpoint.timeout()));
            return pending.answer().thenApply(answer -> {
                vertx.cancelTimer(timer);
                return answer;
            });
        } catch (IOException e) {
            return CompletableFuture.completedFuture(ConsulResult.failed(Cause.TLS, "cannot read " + e.getMessage()));
        }
    }
}
