package dev.lictor.nativeimage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that is mapped into this process.
 *
 * @param start the first address
 * @param end the first address after it
 */
record MappedRegion(long start, long end) {
    private static final Pattern FIRST_LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\S+ *(.*)");

    private static final String NOTHING_OF_ITS_OWN = "Anonymous: 0 kB";

    /**
     * Those of a file that cannot be written and have not been written before that was so, as the linker does: they hold what the file
     * holds.
     *
     * @param smaps as Linux writes them
     */
    static List<MappedRegion> unchanged(String smaps, String file) {
        var unchanged = new ArrayList<MappedRegion>();
        @Nullable MappedRegion current = null;
        for (var line : smaps.lines().toList()) {
            var first = FIRST_LINE.matcher(line);
            if (first.matches()) {
                current = first.group(4).equals(file) && first.group(3).charAt(1) == '-'
                        ? new MappedRegion(Long.parseLong(first.group(1), 16), Long.parseLong(first.group(2), 16))
                        : null;
            } else if (current != null && line.replaceAll(" +", " ").equals(NOTHING_OF_ITS_OWN)) {
                unchanged.add(current);
            }
        }
        return unchanged;
    }
}
