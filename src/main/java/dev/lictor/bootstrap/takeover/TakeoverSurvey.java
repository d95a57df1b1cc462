package dev.lictor.bootstrap.takeover;

import dev.lictor.bootstrap.RunningServers;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.Agent;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the servers that a takeover replaces report about themselves.
 *
 * @param data why our servers could not use the data of these
 */
public record TakeoverSurvey(RaftSurvey raft, List<String> data) {
    public TakeoverSurvey {
        data = List.copyOf(data);
    }

    public static TakeoverSurvey of(ClusterSpec spec, RunningServers servers, List<Pod> pods) {
        var data = new ArrayList<String>();
        pods.forEach(pod -> data(spec, servers, pod).ifPresent(data::add));
        return new TakeoverSurvey(servers.raft(pods), data);
    }

    /** Why the server that replaces this one could not use its data. */
    static Optional<String> data(ClusterSpec spec, RunningServers servers, Pod pod) {
        return DataOwnership.ours(spec)
                .flatMap(ours -> DataOwnership.mount(spec, pod)
                        .flatMap(mount -> DataOwnership.problem(
                                        pod, ours, mount.folder(), servers.access(pod, ours, mount.folder()))
                                .filter(_ -> !servers.isRegrouped(pod, ours, mount))));
    }

    public Optional<String> version(String server) {
        return Optional.ofNullable(raft.agents().get(server))
                .flatMap(answer -> answer.seen())
                .map(Agent::version);
    }
}
