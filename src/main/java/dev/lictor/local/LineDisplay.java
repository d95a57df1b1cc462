package dev.lictor.local;

import java.io.PrintWriter;
import java.util.List;

/** For logs and pipes: a line for every change. */
public final class LineDisplay implements Display {
    private final PrintWriter out;
    private List<ServerView> before = List.of();
    private boolean hinted;

    public LineDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(Facts facts, List<ServerView> servers) {
        Narration.changes(before, servers).forEach(out::println);
        if (!hinted && servers.stream().allMatch(ServerView::ready)) {
            hinted = true;
            servers.forEach(view -> out.println("%s: %s, its sidecar: %s"
                    .formatted(
                            view.server().node(),
                            view.server().consulUrl(),
                            view.server().sidecarUrl())));
            Hints.lines(facts, servers).forEach(out::println);
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
