package dev.lictor.local.display;

import dev.lictor.local.ClusterInfo;
import dev.lictor.local.ServerView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A display for terminals: a table that each update draws over the previous one. */
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

    /** The size of a terminal in characters. */
    public record Size(int rows, int columns) {
        /** The number of rows for these lines. The terminal wraps long lines, so that they can be copied whole. */
        int rowsOf(List<String> lines) {
            return lines.stream()
                    .mapToInt(line -> Math.max(1, Math.ceilDiv(line.length(), columns)))
                    .sum();
        }
    }

    /** @param size returns the current size of the terminal */
    public TerminalDisplay(PrintWriter out, Supplier<Size> size) {
        this.out = out;
        this.size = size;
        this.drawnAt = size.get();
    }

    @Override
    public void show(ClusterInfo cluster, List<ServerView> servers) {
        hinted |= servers.stream().allMatch(ServerView::ready);
        var now = size.get();
        var frame = frame(cluster, servers, hinted, now);
        if (frame.equals(drawn) && now.equals(drawnAt)) {
            return;
        }
        // After a resize the terminal has wrapped the drawn lines differently, so their number of rows is unknown.
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

    /** The lines to draw. Without hints if they do not fit, and without the lines below the bottom edge. */
    static List<String> frame(ClusterInfo cluster, List<ServerView> servers, boolean hints, Size size) {
        var lines = new ArrayList<String>();
        lines.add(cluster.title());
        lines.add("");
        lines.addAll(ServerTable.lines(servers, size.columns()));
        servers.stream()
                .flatMap(view -> remark(view).stream())
                .flatMap(remark -> TextWrap.lines(remark, size.columns()).stream())
                .forEach(lines::add);
        lines.add("");
        var whole = new ArrayList<>(lines);
        if (hints) {
            whole.addAll(Hints.lines(cluster, servers));
        }
        if (hints && size.rowsOf(whole) < size.rows()) {
            return whole;
        }
        lines.add("Ctrl-C stops the cluster.");
        while (size.rowsOf(lines) >= size.rows() && lines.size() > 1) {
            lines.removeLast();
        }
        return lines;
    }

    private static List<String> remark(ServerView view) {
        var remarks = new ArrayList<>(view.reasons());
        if (view.startedByHand()) {
            remarks.add("started by hand, so Ctrl-C here does not stop it");
        }
        return remarks.isEmpty() ? List.of() : List.of(view.server().node() + ": " + String.join("; ", remarks));
    }

    private static String up(int rows) {
        return rows == 0 ? "" : ESC + rows + "A\r";
    }
}
