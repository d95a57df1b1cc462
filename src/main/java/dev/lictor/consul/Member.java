package dev.lictor.consul;

import java.util.Optional;

/**
 * A member of the gossip pool as one agent knows it.
 *
 * @param name the node name
 * @param address host and port of the member's gossip
 * @param datacenter the member's datacenter, from its tag {@code dc}
 * @param status Serf's status number: 1 alive, 2 leaving, 3 left, 4 failed (hashicorp/serf, MemberStatus)
 * @param server empty for a client agent
 */
public record Member(String name, String address, String datacenter, int status, Optional<Server> server) {
    private static final int ALIVE = 1;
    private static final int LEFT = 3;

    /**
     * The Raft identity of a member that is a server.
     *
     * @param id the server's id in the Raft configuration
     * @param address host and port of the server's RPC
     */
    public record Server(String id, String address) {}

    /** Whether gossip reaches the member: its status is neither leaving, left nor failed. */
    public boolean alive() {
        return status == ALIVE;
    }

    public boolean left() {
        return status == LEFT;
    }
}
