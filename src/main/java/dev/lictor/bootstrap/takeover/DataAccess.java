package dev.lictor.bootstrap.takeover;

/** Whether a user can read and write the files of a server that runs as another. */
public sealed interface DataAccess {
    record Open() implements DataAccess {}

    /**
     * @param file the first file that the user cannot read and write
     * @param owner the user id of its owner
     */
    record Closed(String file, long owner) implements DataAccess {}

    /** @param why the files could not be examined */
    record Unseen(String why) implements DataAccess {}
}
