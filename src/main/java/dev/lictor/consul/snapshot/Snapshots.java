package dev.lictor.consul.snapshot;

import dev.lictor.consul.ConsulResult;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Fetches the snapshot of one Consul server (Consul's HTTP API: Snapshot): the key/value store, ACLs and all other Raft data. */
public interface Snapshots {
    /**
     * {@code GET /v1/snapshot?stale}: writes this server's own snapshot to a new file with mode 0600; the server does not ask the leader. Needs
     * {@code acl:write}. The stage never completes exceptionally. After a failure the file may or may not exist.
     *
     * @param most the largest size in bytes; a larger snapshot is a failure
     * @return the size in bytes
     */
    CompletionStage<ConsulResult<Long>> save(Path file, long most);
}
