package dev.lictor.local.display;

import dev.lictor.local.ServerView;
import dev.lictor.local.SidecarAnswer.Reported;
import dev.lictor.local.process.ProcessState.Stopped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The servers as a table of text, one line each. On a narrow terminal the least important columns are left out. */
final class ServerTable {
    private static final String GAP = "  ";

    /**
     * @param rank columns with the highest rank are left out first
     * @param room the minimum width, so that columns do not move when usual values change
     */
    private record Column(String title, int rank, int room, Function<ServerView, String> cell) {}

    private final List<ServerView> servers;

    private ServerTable(List<ServerView> servers) {
        this.servers = servers;
    }

    static List<String> lines(List<ServerView> servers, int width) {
        var table = new ServerTable(servers);
        var columns = table.columns();
        while (table.width(columns) > width && columns.size() > 1) {
            columns.remove(Collections.max(columns, Comparator.comparingInt(Column::rank)));
        }
        var lines = Stream.concat(
                Stream.of(table.line(columns, Column::title)),
                servers.stream()
                        .map(server ->
                                table.line(columns, column -> column.cell().apply(server))));
        return lines.map(line -> line.length() > width ? line.substring(0, width) : line)
                .toList();
    }

    private List<Column> columns() {
        return new ArrayList<>(List.of(
                new Column("SERVER", 0, 0, view -> view.server().node()),
                new Column("ROLE", 2, "candidate".length(), ServerTable::role),
                new Column(
                        "LEADER", 3, longestName(), reported(reported -> ServerView.name(reported.leader(), servers))),
                new Column("PEERS", 4, 0, reported(Reported::peers)),
                new Column("TERM", 5, 0, reported(Reported::term)),
                new Column("LAST CONTACT", 6, 0, reported(Reported::lastContact)),
                new Column("READY", 1, 0, view -> view.ready() ? "yes" : "no"),
                new Column("CONSUL", 7, 0, view -> view.server().consulUrl()),
                new Column("SIDECAR", 8, 0, view -> view.server().sidecarUrl())));
    }

    private static String role(ServerView view) {
        if (view.consul() instanceof Stopped) {
            return "stopped";
        }
        return view.answer() instanceof Reported reported ? reported.role() : "starting";
    }

    /** Empty for a stopped server: its sidecar still reports what it observed last. */
    private static Function<ServerView, String> reported(Function<Reported, String> cell) {
        return view -> view.answer() instanceof Reported reported && !(view.consul() instanceof Stopped)
                ? cell.apply(reported)
                : "";
    }

    private int width(List<Column> columns) {
        return columns.stream().mapToInt(this::width).sum() + GAP.length() * (columns.size() - 1);
    }

    private int width(Column column) {
        return Stream.concat(Stream.of(column.title()), servers.stream().map(column.cell()))
                .mapToInt(String::length)
                .reduce(column.room(), Math::max);
    }

    private int longestName() {
        return servers.stream()
                .mapToInt(view -> view.server().node().length())
                .max()
                .orElse(0);
    }

    private String line(List<Column> columns, Function<Column, String> text) {
        return columns.stream()
                .map(column -> {
                    var cell = text.apply(column);
                    return pad(cell.isEmpty() ? "-" : cell, width(column));
                })
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String pad(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
