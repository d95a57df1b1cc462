package dev.lictor.local.display;

import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ServerView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A table on a terminal, drawn over itself. */
public final class TerminalDisplay implements Display {
    private static final String ESC = "\u001b[";
    private static final String HIDE_CURSOR = ESC + "?25l";
    private static final String SHOW_CURSOR = ESC + "?25h";
    private static final String CLEAR_BELOW = ESC + "J";
    private static final String CLEAR_ALL = ESC + "H" + CLEAR_BELOW;

    private final PrintWriter out;
    private final Supplier<Size> size;
    private List<String> drawn = List.of();
    private Size drawnAt;
    private boolean hinted;

    /** How many characters there are. */
    public record Size(int rows, int columns) {
        /** How many rows these lines take: a long one is wrapped, so that it can be copied whole. */
        int rowsOf(List<String> lines) {
            return lines.stream()
                    .mapToInt(line -> Math.max(1, Math.ceilDiv(line.length(), columns)))
                    .sum();
        }
    }

    /** @param size of the terminal as it is now */
    public TerminalDisplay(PrintWriter out, Supplier<Size> size) {
        this.out = out;
        this.size = size;
        this.drawnAt = size.get();
    }

    @Override
    public void show(ClusterInfo facts, List<ServerView> servers) {
        hinted |= servers.stream().allMatch(ServerView::ready);
        var now = size.get();
        var frame = frame(facts, servers, hinted, now);
        if (frame.equals(drawn) && now.equals(drawnAt)) {
            return;
        }
        // A terminal that was resized has wrapped its lines anew.
        out.print(HIDE_CURSOR + (now.equals(drawnAt) ? up(now.rowsOf(drawn)) + CLEAR_BELOW : CLEAR_ALL));
        frame.forEach(line -> out.print(line + "\r\n"));
        out.flush();
        drawn = frame;
        drawnAt = now;
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
        drawn = List.of();
    }

    @Override
    public void close() {
        out.print(SHOW_CURSOR);
        out.flush();
    }

    /** The hints are left out where there is no room for them, and of all others what is below the edge. */
    static List<String> frame(ClusterInfo facts, List<ServerView> servers, boolean hints, Size size) {
        var lines = new ArrayList<String>();
        lines.add(facts.title());
        lines.add("");
        lines.addAll(ServerTable.lines(servers, size.columns()));
        servers.stream()
                .flatMap(view -> remark(view).stream())
                .flatMap(remark -> TextWrap.lines(remark, size.columns()).stream())
                .forEach(lines::add);
        lines.add("");
        var whole = new ArrayList<>(lines);
        if (hints) {
            whole.addAll(Hints.lines(facts, servers));
        }
        if (hints && size.rowsOf(whole) < size.rows()) {
            return whole;
        }
        lines.add("Ctrl-C ends all of it.");
        while (size.rowsOf(lines) >= size.rows() && lines.size() > 1) {
            lines.removeLast();
        }
        return lines;
    }

    private static List<String> remark(ServerView view) {
        var remarks = new ArrayList<>(view.reasons());
        if (view.byHand()) {
            remarks.add("started by hand, so Ctrl-C here does not end it");
        }
        return remarks.isEmpty() ? List.of() : List.of(view.server().node() + ": " + String.join("; ", remarks));
    }

    private static String up(int rows) {
        return rows == 0 ? "" : ESC + rows + "A\r";
    }
}
