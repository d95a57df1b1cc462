package dev.lictor.verify.probe;

/** The result of a call of Consul's RPC method Status.Ping. */
public sealed interface RpcPingResult {
    /** The server answered; the content does not matter. */
    record Answered() implements RpcPingResult {}

    /** The server ended the connection, at once or in the handshake. */
    record Ended(String how) implements RpcPingResult {}

    /** The server neither answered nor ended the connection in time. */
    record Silent() implements RpcPingResult {}

    /** No connection to the server. */
    record NotReached(String why) implements RpcPingResult {}
}
