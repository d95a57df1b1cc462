package dev.lictor.nativeimage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses at which a file is mapped into this process.
 *
 * @param start the first address
 * @param end the first address after it
 */
record MappedRegion(long start, long end) {
    private static final Pattern HEADER = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\S+ *(.*)");

    private static final String NO_ANONYMOUS_PAGES = "Anonymous: 0 kB";

    /**
     * The mappings of a file that have the same content as the file: they are read-only, and the dynamic linker has not written to them
     * before it made them read-only.
     *
     * @param smaps the content of {@code /proc/self/smaps}
     */
    static List<MappedRegion> unmodified(String smaps, String file) {
        var unmodified = new ArrayList<MappedRegion>();
        @Nullable MappedRegion current = null;
        for (var line : smaps.lines().toList()) {
            var first = HEADER.matcher(line);
            if (first.matches()) {
                current = first.group(4).equals(file) && first.group(3).charAt(1) == '-'
                        ? new MappedRegion(Long.parseLong(first.group(1), 16), Long.parseLong(first.group(2), 16))
                        : null;
            } else if (current != null && line.replaceAll(" +", " ").equals(NO_ANONYMOUS_PAGES)) {
                unmodified.add(current);
            }
        }
        return unmodified;
    }
}
