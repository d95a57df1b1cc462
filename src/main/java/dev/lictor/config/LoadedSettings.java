package dev.lictor.config;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was read of the settings' sources.
 *
 * @param read empty if a value is not of its setting's kind
 * @param problems of the sources, which the settings' own may follow
 */
public record LoadedSettings(Optional<Settings> read, List<String> problems) {
    public LoadedSettings {
        problems = List.copyOf(problems);
    }

    /** The same with problems of what else a command was given, so that all are told at once. */
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
     * The cluster that they ask for.
     *
     * @param release this program's version
     * @throws InvalidSpecException with every problem of the sources and of what they ask for
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
