package dev.lictor.local.display;

import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ServerView;
import java.util.List;

/** Where people see a local cluster. */
public sealed interface Display extends AutoCloseable permits TerminalDisplay, LineDisplay {
    /** Shows the servers as they are now. */
    void show(ClusterInfo facts, List<ServerView> servers);

    /** One line that stays. */
    void say(String line);

    /** Leaves the terminal as it was. */
    @Override
    void close();
}
