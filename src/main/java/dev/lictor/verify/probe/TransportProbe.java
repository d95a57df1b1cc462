package dev.lictor.verify.probe;

/**
 * What a server's two TLS ports were seen to do.
 *
 * @param rpc and {@code https}: what it shows to one of its own
 * @param asPeer a call with the servers' certificate, without which a refused one tells nothing
 */
public record TransportProbe(HandshakeResult rpc, RpcPingResult asPeer, HandshakeResult https) {}
