package dev.lictor.consul;

/**
 * A server as the Raft configuration has it.
 *
 * @param address host and port of its RPC
 */
public record RaftServer(String id, String address, boolean voter) {}
