package dev.lictor.cluster.network;

/** Where servers listen besides 8300 (RPC) and 8301 (gossip); {@link #OFF} closes one. */
public record Ports(int https, int http, int dns) {
    public static final int OFF = -1;
    public static final int SERVER_RPC = 8300;
    public static final int SERF_LAN = 8301;
}
