package dev.lictor.local.display;

import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ServerView;
import java.io.PrintWriter;
import java.util.List;

/** A display for logs and pipes: one line for each change. */
public final class LineDisplay implements Display {
    private final PrintWriter out;
    private List<ServerView> before = List.of();
    private boolean hinted;
    private List<String> hints = List.of();

    public LineDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(ClusterInfo cluster, List<ServerView> servers) {
        ChangeLines.changes(before, servers).forEach(out::println);
        var now = Hints.ofProcesses(cluster, servers);
        if (!hinted && servers.stream().allMatch(ServerView::ready)) {
            hinted = true;
            hints = now;
            servers.forEach(view -> out.println("%s: %s, its sidecar: %s"
                    .formatted(
                            view.server().node(),
                            view.server().consulUrl(),
                            view.server().sidecarUrl())));
            Hints.lines(cluster, servers).forEach(out::println);
        } else if (hinted && !now.isEmpty() && !now.equals(hints)) {
            // A process that an earlier hint names has ended.
            now.stream().filter(hint -> !hints.contains(hint)).forEach(out::println);
            hints = now;
        }
        before = List.copyOf(servers);
        out.flush();
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
