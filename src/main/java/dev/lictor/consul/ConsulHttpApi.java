package dev.lictor.consul;

import dev.lictor.consul.Failure.Cause;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks a Consul server by HTTP or HTTPS, on Vert.x' event loop. */
public final class ConsulHttpApi implements ConsulApi, ConsulOrders {
    /** Autopilot says by 429 that a server is not healthy, with the same words. */
    private static final Set<Integer> HEALTHY_OR_NOT = Set.of(200, 429);

    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final RenewedClient client;

    public ConsulHttpApi(Vertx vertx, ConsulEndpoint endpoint) {
        this(vertx, endpoint, new ServerTrust(endpoint));
    }

    /** @param trust which others that ask the same server share */
    public ConsulHttpApi(Vertx vertx, ConsulEndpoint endpoint, ServerTrust trust) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.client = new RenewedClient(vertx, endpoint, trust);
    }

    @Override
    public CompletionStage<Answer<String>> leader() {
        return ask(Question.open("/v1/status/leader", Json::leader));
    }

    @Override
    public CompletionStage<Answer<List<String>>> peers() {
        return ask(Question.open("/v1/status/peers", Json::peers));
    }

    @Override
    public CompletionStage<Answer<Agent>> self() {
        return ask(Question.of("/v1/agent/self", Json::agent));
    }

    @Override
    public CompletionStage<Answer<List<RaftServer>>> raftConfiguration() {
        return ask(Question.of("/v1/operator/raft/configuration?stale", Json::raftConfiguration));
    }

    @Override
    public CompletionStage<Answer<LeaderContact>> leaderContact() {
        return ask(Question.leaderContact());
    }

    @Override
    public CompletionStage<Answer<LeaderContact>> leaderConfirmation() {
        return ask(Question.leaderConfirmation());
    }

    @Override
    public CompletionStage<Answer<Gossip>> members() {
        return ask(Question.members());
    }

    @Override
    public CompletionStage<Answer<Autopilot>> autopilot() {
        return ask(Question.of("/v1/operator/autopilot/health?stale", HEALTHY_OR_NOT, Json::autopilot));
    }

    @Override
    public CompletionStage<Answer<GossipRing>> gossipRing() {
        return ask(Question.of("/v1/operator/keyring?local-only=true", Json::gossipRing));
    }

    @Override
    public CompletionStage<Answer<List<ServerHealth>>> health() {
        return ask(Question.of("/v1/operator/autopilot/health", HEALTHY_OR_NOT, Json::health));
    }

    @Override
    public CompletionStage<Answer<Done>> join(String address) {
        return send(HttpMethod.PUT, Question.of("/v1/agent/join/" + address, _ -> Done.DONE));
    }

    @Override
    public CompletionStage<Answer<Done>> reload() {
        return send(HttpMethod.PUT, Question.of("/v1/agent/reload", _ -> Done.DONE));
    }

    @Override
    public CompletionStage<Answer<Done>> transferLeadership(String id) {
        return send(HttpMethod.POST, Question.of("/v1/operator/raft/transfer-leader?id=" + id, Json::transferred));
    }

    private <T> CompletionStage<Answer<T>> ask(Question<T> question) {
        return send(HttpMethod.GET, question);
    }

    private <T> CompletionStage<Answer<T>> send(HttpMethod method, Question<T> question) {
        // Kept out of what is told of any answer, also of those to which it is not sent.
        var token = endpoint.token().flatMap(Token::read);
        try {
            var sent = token.filter(_ -> question.token());
            var exchange = method.equals(HttpMethod.GET)
                    ? new Exchange<>(question, token, () -> client.requestAnew(question.path(), sent))
                    : new Exchange<>(question, token);
            client.request(method, question.path(), sent)
                    .onSuccess(exchange::send)
                    .onFailure(exchange::fail);
            long timer = vertx.setTimer(endpoint.timeout().toMillis(), _ -> exchange.timeOut(endpoint.timeout()));
            return exchange.answer().thenApply(answer -> {
                vertx.cancelTimer(timer);
                return answer;
            });
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Answer.failed(Cause.TLS, "cannot read " + e.getMessage()));
        }
    }
}
