package dev.lictor.bootstrap;

import dev.lictor.bootstrap.takeover.DataAccess;
import dev.lictor.bootstrap.takeover.DataMount;
import dev.lictor.bootstrap.takeover.DataUser;
import dev.lictor.bootstrap.takeover.RaftSurvey;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Requests to running Consul servers, ours and others', whatever Kubernetes reports about their pods. */
public interface RunningServers {
    /**
     * Asks each server for its Raft state, and the leader for a read that needs a majority.
     *
     * @throws dev.lictor.kubernetes.KubernetesApiException if the ports of the servers cannot be reached from here
     */
    RaftSurvey raft(List<Pod> servers);

    /** Whether another user could read and write all files in a folder of a server. */
    DataAccess access(Pod server, DataUser user, String folder);

    /** Whether the kubelet changes the group of the files in a mount before a pod with this user's {@code fsGroup} starts. */
    boolean isRegrouped(Pod server, DataUser user, DataMount mount);
}
