package dev.lictor.config;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The settings as read from their sources, with the problems of the sources.
 *
 * @param read has the default of each unreadable setting; empty if the settings cannot be read at all
 * @param unreadable settings whose values do not have their type
 * @param problems of the sources; problems of the values follow in {@link #checked}
 */
public record LoadedSettings(Optional<Settings> read, UnreadableSettings unreadable, List<String> problems) {
    public LoadedSettings {
        problems = List.copyOf(problems);
    }

    /** Adds problems of a command's other arguments, so that all problems are reported at once. */
    public LoadedSettings with(List<String> more) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new LoadedSettings(read, unreadable, all);
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
        return checked(settings -> ClusterSpecFactory.of(settings, release));
    }

    /**
     * What is made of the settings.
     *
     * @param made throws an {@link InvalidSpecException} with every problem of the values
     * @throws InvalidSpecException with every problem of the sources and of the values, except those that rest on an unreadable setting
     */
    public <T> T checked(Function<Settings, T> made) {
        var found = new ArrayList<>(problems);
        if (read.isPresent()) {
            try {
                var result = made.apply(read.get());
                if (found.isEmpty()) {
                    return result;
                }
            } catch (InvalidSpecException e) {
                found.addAll(unreadable.without(e.problems()));
            }
        }
        throw new InvalidSpecException(found);
    }
}
