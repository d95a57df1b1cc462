package dev.lictor.local;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table on a terminal, drawn over itself. */
public final class TerminalDisplay implements Display {
    private static final String ESC = "\u001b[";
    private static final String HIDE_CURSOR = ESC + "?25l";
    private static final String SHOW_CURSOR = ESC + "?25h";
    /** A line that is too long is cut, so that as many lines are there as were printed. */
    private static final String NO_WRAP = ESC + "?7l";

    private static final String WRAP = ESC + "?7h";
    private static final String CLEAR_LINE = ESC + "K";
    private static final String CLEAR_BELOW = ESC + "J";

    private final PrintWriter out;
    private final int width;
    private List<String> drawn = List.of();
    private boolean hinted;

    /** @param width of the terminal in columns */
    public TerminalDisplay(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    @Override
    public void show(Facts facts, List<ServerView> servers) {
        hinted |= servers.stream().allMatch(ServerView::ready);
        var frame = frame(facts, servers, hinted, width);
        if (frame.equals(drawn)) {
            return;
        }
        out.print(HIDE_CURSOR + NO_WRAP + up(drawn.size()));
        frame.forEach(line -> out.print(line + CLEAR_LINE + "\r\n"));
        out.print(CLEAR_BELOW + WRAP);
        out.flush();
        drawn = frame;
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
        drawn = List.of();
    }

    @Override
    public void close() {
        out.print(WRAP + SHOW_CURSOR);
        out.flush();
    }

    static List<String> frame(Facts facts, List<ServerView> servers, boolean hints, int width) {
        var lines = new ArrayList<String>();
        lines.add(facts.title());
        lines.add("");
        lines.addAll(Table.lines(servers, width));
        servers.stream()
                .filter(view -> !view.ready())
                .map(view -> view.server().node() + ": " + String.join("; ", view.reasons()))
                .flatMap(reason -> Wrapping.lines(reason, width).stream())
                .forEach(lines::add);
        lines.add("");
        if (hints) {
            lines.addAll(Hints.lines(facts, servers));
        } else {
            lines.add("Ctrl-C ends all of it.");
        }
        return lines;
    }

    private static String up(int lines) {
        return lines == 0 ? "" : ESC + lines + "A\r";
    }
}
