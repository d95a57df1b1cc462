package dev.lictor.proof;

/** What became of a call of Consul's RPC. */
sealed interface RpcAnswer {
    /** The server answered, whatever it said. */
    record Answered() implements RpcAnswer {}

    /** The server ended the connection, at once or in the handshake. */
    record Ended(String how) implements RpcAnswer {}

    /** Neither, in all the time that it was given. */
    record Silent() implements RpcAnswer {}

    /** There was no connection. */
    record NotReached(String why) implements RpcAnswer {}
}
