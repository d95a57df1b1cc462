package dev.lictor.consul;

import java.util.Optional;

/**
 * A member of the gossip pool as one agent sees it.
 *
 * @param address host and port of its gossip
 * @param status as Consul numbers it: 1 alive, 2 leaving, 3 left, 4 failed
 * @param server absent of a member that is a client
 */
public record Member(String name, String address, String datacenter, int status, Optional<Server> server) {
    private static final int ALIVE = 1;
    private static final int LEFT = 3;

    /**
     * What makes a member a server.
     *
     * @param id by which the Raft configuration knows it
     * @param address host and port of its RPC
     */
    public record Server(String id, String address) {}

    /** Whether gossip reaches it: neither leaving, left nor failed. */
    public boolean alive() {
        return status == ALIVE;
    }

    public boolean left() {
        return status == LEFT;
    }
}
