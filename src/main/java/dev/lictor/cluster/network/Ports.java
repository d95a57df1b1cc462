package dev.lictor.cluster.network;

/** The ports of a server besides 8300 (RPC) and 8301 (gossip). {@link #OFF} closes a port. */
public record Ports(int https, int http, int dns) {
    public static final int OFF = -1;
    public static final int SERVER_RPC = 8300;
    public static final int SERF_LAN = 8301;
}
