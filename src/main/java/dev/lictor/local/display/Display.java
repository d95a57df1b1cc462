package dev.lictor.local.display;

import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ServerView;
import java.util.List;

/** Shows a local cluster to the user. */
public sealed interface Display extends AutoCloseable permits TerminalDisplay, LineDisplay {
    /** Shows the servers as they are now. */
    void show(ClusterInfo cluster, List<ServerView> servers);

    /** Prints one line that later updates do not overwrite. */
    void say(String line);

    /** Restores the terminal. */
    @Override
    void close();
}
