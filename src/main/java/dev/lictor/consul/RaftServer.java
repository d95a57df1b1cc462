package dev.lictor.consul;

/**
 * A server in the Raft configuration.
 *
 * @param id the server's node id
 * @param address host and port of the server's RPC
 * @param voter whether the server has a vote in elections
 */
public record RaftServer(String id, String address, boolean voter) {}
