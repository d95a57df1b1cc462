package dev.lictor.bootstrap;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Servers of which the second leads unless told, and all is well until a test says otherwise. */
final class AskedRaft implements RunningServers {
    static final String SILENCE = "HTTP on 8500: no answer within 15000 ms";

    final Set<String> voters;
    String version = "1.22.7";
    Duration lastContact = Duration.ofMillis(40);
    long applied = 900;
    int leader = 1;
    DataAccess access = new DataAccess.Open();
    boolean regrouped;
    private final Map<String, Answer<Agent>> agents = new LinkedHashMap<>();
    private final List<String> servers;
    private Answer<Boolean> confirmed = new Answer.Seen<>(true);

    AskedRaft(String... servers) {
        this.servers = List.of(servers);
        this.voters = new LinkedHashSet<>(this.servers);
    }

    void silent(String server) {
        agents.put(server, Answer.failed(Cause.REFUSED, SILENCE));
    }

    void nobodyLeads() {
        servers.forEach(server -> agents.put(server, new Answer.Seen<>(agent(server, RaftState.FOLLOWER))));
    }

    void unconfirmed() {
        confirmed = Answer.failed(Cause.TIMEOUT, "no answer within 15000 ms");
    }

    RaftSurvey survey() {
        var all = new LinkedHashMap<String, Answer<Agent>>();
        servers.forEach(server -> all.put(
                server,
                new Answer.Seen<>(
                        agent(server, server.equals(servers.get(leader)) ? RaftState.LEADER : RaftState.FOLLOWER))));
        all.putAll(agents);
        return new RaftSurvey(all, confirmed);
    }

    private Agent agent(String server, String role) {
        var state = new RaftState(
                "10.0.0.1:8300",
                role,
                3,
                applied,
                3,
                0,
                Optional.of(role.equals(RaftState.LEADER) ? Duration.ZERO : lastContact),
                1_000,
                applied,
                voters.stream()
                        .map(voter -> new RaftServer("id of " + voter, voter + ":8300", true))
                        .toList());
        return new Agent(
                server,
                "id of " + server,
                version,
                Optional.of(server + ":8300"),
                Optional.of(state),
                Optional.of(true));
    }

    @Override
    public RaftSurvey raft(List<Pod> pods) {
        return survey();
    }

    @Override
    public DataAccess access(Pod server, DataUser user, String folder) {
        return access;
    }

    @Override
    public boolean isRegrouped(Pod server, DataUser user, DataMount mount) {
        return regrouped;
    }
}
