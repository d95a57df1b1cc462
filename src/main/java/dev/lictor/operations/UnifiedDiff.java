package dev.lictor.operations;

import java.util.ArrayList;
import java.util.List;

/** Compares two texts line by line by their longest common subsequence, in the format of {@code diff -u}. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private record Line(char sign, String text) {
        boolean isChange() {
            return sign != ' ';
        }
    }

    private UnifiedDiff() {}

    /** @return an empty text if both are the same */
    static String between(String before, String after) {
        var lines = lines(before.lines().toList(), after.lines().toList());
        var hunks = new StringBuilder();
        int at = 0;
        while (at < lines.size()) {
            int first = nextChange(lines, at);
            if (first == lines.size()) {
                break;
            }
            int from = Math.max(at, first - CONTEXT);
            int to = end(lines, first);
            append(hunks, lines, from, to);
            at = to;
        }
        return hunks.toString();
    }

    private static int nextChange(List<Line> lines, int from) {
        int at = from;
        while (at < lines.size() && !lines.get(at).isChange()) {
            at++;
        }
        return at;
    }

    /** The end of the hunk that begins with a change. Changes whose contexts touch share a hunk. */
    private static int end(List<Line> lines, int change) {
        int last = change;
        for (int at = change; at < lines.size() && at - last <= 2 * CONTEXT + 1; at++) {
            if (lines.get(at).isChange()) {
                last = at;
            }
        }
        return Math.min(lines.size(), last + CONTEXT + 1);
    }

    private static void append(StringBuilder hunks, List<Line> lines, int from, int to) {
        var hunk = lines.subList(from, to);
        var earlier = lines.subList(0, from);
        hunks.append("@@ -%s +%s @@\n".formatted(range(earlier, hunk, '+'), range(earlier, hunk, '-')));
        hunk.forEach(line -> hunks.append(line.sign()).append(line.text()).append('\n'));
    }

    /** The number of the first line and the number of lines, in the text that does not have the lines of the other sign. */
    private static String range(List<Line> earlier, List<Line> hunk, char others) {
        var skipped = earlier.stream().filter(line -> line.sign() != others).count();
        var count = hunk.stream().filter(line -> line.sign() != others).count();
        return (count == 0 ? skipped : skipped + 1) + "," + count;
    }

    private static List<Line> lines(List<String> before, List<String> after) {
        var common = commonLengths(before, after);
        var lines = new ArrayList<Line>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i)));
                i++;
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', before.get(i)));
                i++;
            } else {
                lines.add(new Line('+', after.get(j)));
                j++;
            }
        }
        return lines;
    }

    /** The length of the longest common subsequence of both remainders, by the index at which each begins. */
    private static int[][] commonLengths(List<String> before, List<String> after) {
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
