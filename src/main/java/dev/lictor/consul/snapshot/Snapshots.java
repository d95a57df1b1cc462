package dev.lictor.consul.snapshot;

import dev.lictor.consul.ConsulResult;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Fetches what one Consul server keeps (Consul's HTTP API: Snapshot): the key/value store, ACLs, all that Raft holds. */
public interface Snapshots {
    /**
     * Writes this server's own snapshot, without asking the leader, to a new file that nobody else may read; needs {@code acl:write}.
     * The stage never fails; a file of a failure is there, or is not.
     *
     * @param most bytes that it may take
     * @return the bytes that it took
     */
    CompletionStage<ConsulResult<Long>> save(Path file, long most);
}
