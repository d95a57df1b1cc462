package dev.lictor.verify.probe;

/**
 * The results of probing a server's two TLS ports.
 *
 * @param rpc the handshake on the RPC port, with the servers' certificate
 * @param asPeer a call with the servers' certificate; unless it is answered, the refusal of another call does not count
 * @param https the handshake on the HTTPS port, with a client's certificate
 */
public record TransportProbe(HandshakeResult rpc, RpcPingResult asPeer, HandshakeResult https) {}
