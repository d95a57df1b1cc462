package dev.lictor.config;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings as read from their sources, with the problems of the sources.
 *
 * @param read empty if a value does not have its setting's type
 * @param problems of the sources; problems of the values follow in {@link #specification}
 */
public record LoadedSettings(Optional<Settings> read, List<String> problems) {
    public LoadedSettings {
        problems = List.copyOf(problems);
    }

    /** Adds problems of a command's other arguments, so that all problems are reported at once. */
    public LoadedSettings with(List<String> more) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new LoadedSettings(read, all);
    }

    /** The settings. @throws InvalidSpecException with every problem of the sources */
    public Settings settings() {
        return read.filter(settings -> problems.isEmpty()).orElseThrow(() -> new InvalidSpecException(problems));
    }

    /**
     * The specification of the cluster.
     *
     * @param release this program's version
     * @throws InvalidSpecException with every problem of the sources and of the values
     */
    public ClusterSpec specification(String release) {
        var found = new ArrayList<>(problems);
        if (read.isPresent()) {
            try {
                var spec = ClusterSpecFactory.of(read.get(), release);
                if (found.isEmpty()) {
                    return spec;
                }
            } catch (InvalidSpecException e) {
                found.addAll(e.problems());
            }
        }
        throw new InvalidSpecException(found);
    }
}
