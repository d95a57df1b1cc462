package dev.lictor.testing;

import dev.lictor.bootstrap.RunningServers;
import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.bootstrap.takeover.RaftSurvey;
import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
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

/** Fake Raft servers. All are healthy and the second one leads, until a test changes that. */
public final class FakeRaftServers implements RunningServers {
    public static final String SILENCE = "HTTP on 8500: no answer within 15000 ms";

    public final Set<String> voters;
    public String version = "1.22.7";
    public Duration lastContact = Duration.ofMillis(40);
    public long applied = 900;
    public int leader = 1;
    public DataAccess access = new DataAccess.Open();
    public boolean regrouped;
    private final Map<String, ConsulResult<Agent>> agents = new LinkedHashMap<>();
    private final List<String> servers;
    private ConsulResult<Boolean> confirmed = new ConsulResult.Seen<>(true);

    public FakeRaftServers(String... servers) {
        this.servers = List.of(servers);
        this.voters = new LinkedHashSet<>(this.servers);
    }

    public void silent(String server) {
        agents.put(server, ConsulResult.failed(Cause.REFUSED, SILENCE));
    }

    public void nobodyLeads() {
        servers.forEach(server -> agents.put(server, new ConsulResult.Seen<>(agent(server, RaftState.FOLLOWER))));
    }

    public void unconfirmed() {
        confirmed = ConsulResult.failed(Cause.TIMEOUT, "no answer within 15000 ms");
    }

    public RaftSurvey survey() {
        var all = new LinkedHashMap<String, ConsulResult<Agent>>();
        servers.forEach(server -> all.put(
                server,
                new ConsulResult.Seen<>(
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
