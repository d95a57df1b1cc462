package dev.lictor.bootstrap.takeover;

/** Whether a user can read and write the files of a server that runs as another. */
public sealed interface DataAccess {
    record Open() implements DataAccess {}

    /**
     * @param file the first that is not
     * @param owner its user
     */
    record Closed(String file, long owner) implements DataAccess {}

    /** @param why nobody could look */
    record Unseen(String why) implements DataAccess {}
}
