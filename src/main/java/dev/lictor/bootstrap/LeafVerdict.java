package dev.lictor.bootstrap;

/** What becomes of a certificate of servers or clients. */
sealed interface LeafVerdict {
    record Write(Source source, String why) implements LeafVerdict {}

    record Keep(String why) implements LeafVerdict {}

    /** @param why with what to do about it */
    record Refuse(String why) implements LeafVerdict {}
}
