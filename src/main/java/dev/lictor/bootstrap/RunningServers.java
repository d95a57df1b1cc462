package dev.lictor.bootstrap;

import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.bootstrap.takeover.RaftSurvey;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Servers that run, ours and others', asked one by one whatever Kubernetes says of them. */
public interface RunningServers {
    /**
     * What each says of its Raft, and whether the leader has a majority behind it.
     *
     * @throws dev.lictor.kube.ClusterFailure if their ports cannot be reached by whoever asks
     */
    RaftSurvey raft(List<Pod> servers);

    /** Whether another user could read and write what lies in a folder of a server. */
    DataAccess access(Pod server, DataUser user, String folder);

    /** Whether Kubernetes gives what lies there to the user's group before a pod with that {@code fsGroup} starts. */
    boolean isRegrouped(Pod server, DataUser user, DataMount mount);
}
