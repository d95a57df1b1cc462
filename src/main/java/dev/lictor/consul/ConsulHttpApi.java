package dev.lictor.consul;

import dev.lictor.consul.Failure.Cause;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks a Consul server by HTTP or HTTPS, on Vert.x' event loop. */
public final class ConsulHttpApi implements ConsulApi {
    private final Vertx vertx;
    private final ConsulEndpoint endpoint;
    private final RenewedClient client;

    public ConsulHttpApi(Vertx vertx, ConsulEndpoint endpoint) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.client = new RenewedClient(vertx, endpoint);
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
    public CompletionStage<Answer<List<Member>>> members() {
        return ask(Question.of("/v1/agent/members", Json::members));
    }

    @Override
    public CompletionStage<Answer<Autopilot>> autopilot() {
        // 429 says unhealthy, with the same words.
        return ask(Question.of("/v1/operator/autopilot/health?stale", Set.of(200, 429), Json::autopilot));
    }

    @Override
    public CompletionStage<Answer<GossipRing>> gossipRing() {
        return ask(Question.of("/v1/operator/keyring?local-only=true", Json::gossipRing));
    }

    private <T> CompletionStage<Answer<T>> ask(Question<T> question) {
        var request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setSsl(endpoint.tls())
                .setHost(endpoint.url().getHost())
                .setPort(endpoint.url().getPort())
                .setURI(question.path());
        endpoint.token()
                .filter(_ -> question.token())
                .flatMap(Token::read)
                .ifPresent(token -> request.putHeader("X-Consul-Token", token));
        try {
            var exchange = new Exchange<>(question);
            client.get().request(request).onSuccess(exchange::send).onFailure(exchange::fail);
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
