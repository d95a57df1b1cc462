package dev.lictor.verify.probe;

/** What became of a call of Consul's RPC. */
public sealed interface RpcPingResult {
    /** The server answered, whatever it said. */
    record Answered() implements RpcPingResult {}

    /** The server ended the connection, at once or in the handshake. */
    record Ended(String how) implements RpcPingResult {}

    /** Neither, in all the time that it was given. */
    record Silent() implements RpcPingResult {}

    /** There was no connection. */
    record NotReached(String why) implements RpcPingResult {}
}
