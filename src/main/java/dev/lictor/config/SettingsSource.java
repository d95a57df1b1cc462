package dev.lictor.config;

import dev.lictor.text.SmallFile;
import dev.lictor.text.TextEncoding;
import dev.lictor.text.UnreadableFileException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The sources of the settings. An unknown key is a problem in each source; SmallRye Config alone ignores a misspelt environment variable.
 *
 * @param file a properties file with keys {@code lictor.*}
 * @param environment only variables {@code LICTOR_*} are read
 * @param flags values by the settings' names
 */
public record SettingsSource(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    private static final String VARIABLE_PREFIX = "LICTOR_";
    private static final Pattern CONVERSION =
            Pattern.compile(".*property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted"
                    + "(?: SRCFG\\d+:)? *(?:Cannot convert .* to enum class \\S+, )?(.*)");
    private static final Pattern PROPERTY = Pattern.compile("config property (lictor\\.\\S+)");
    private static final Set<String> TRUE = Set.of("true", "yes", "y", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "n", "off", "0");
    private static final Pattern EMPTY =
            Pattern.compile(".*config property (\\S+) is defined as the empty String.*", Pattern.DOTALL);
    /** Collected when the native image is built, because annotations are not available at run time. */
    private static final Set<String> NAMES =
            Set.copyOf(ConfigMappings.getProperties(ConfigClass.configClass(Settings.class))
                    .keySet());

    private static final int FLAG_ORDINAL = 400;
    private static final int VARIABLE_ORDINAL = 300;
    private static final int FILE_ORDINAL = 200;
    private static final int DEFAULTS_ORDINAL = 100;

    public static SettingsSource environmentOnly(Map<String, String> environment) {
        return new SettingsSource(Optional.empty(), environment, Map.of());
    }

    /** The names of all settings, such as {@code lictor.servers}. */
    public static Set<String> names() {
        return NAMES;
    }

    /** Reads all sources, and collects every unknown key and every value that does not have its setting's type. */
    public LoadedSettings read() {
        return read(Map.of());
    }

    /** @param defaults values that every source overrides */
    public LoadedSettings read(Map<String, String> defaults) {
        var problems = new ArrayList<String>();
        var text = readFile();
        problems.addAll(text.problems());
        var properties = text.values();
        var variables = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(VARIABLE_PREFIX))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var variableNames = NAMES.stream().map(SettingsSource::variable).collect(Collectors.toSet());
        file.ifPresent(path -> problems.addAll(unknown(properties.keySet(), NAMES, " in " + path)));
        problems.addAll(unknown(variables.keySet(), variableNames, " in the environment"));
        problems.addAll(unknown(flags.keySet(), NAMES, " of --set"));

        return convert(
                List.of(
                        new PropertiesConfigSource(flags, "flags", FLAG_ORDINAL),
                        new EnvConfigSource(variables, VARIABLE_ORDINAL),
                        new PropertiesConfigSource(properties, "file", FILE_ORDINAL),
                        new PropertiesConfigSource(defaults, "defaults", DEFAULTS_ORDINAL)),
                problems);
    }

    /** A value that does not have its setting's type is left out of a second attempt, so that the rules see all other values. */
    private static LoadedSettings convert(List<ConfigSource> sources, List<String> problems) {
        var unreadable = new TreeSet<String>();
        while (true) {
            try {
                return new LoadedSettings(
                        Optional.of(config(sources, unreadable).getConfigMapping(Settings.class)),
                        new UnreadableSettings(unreadable),
                        problems);
            } catch (ConfigValidationException e) {
                if (!note(e, unreadable, problems)) {
                    return new LoadedSettings(Optional.empty(), new UnreadableSettings(unreadable), problems);
                }
            }
        }
    }

    /** @return whether another setting turned out to be unreadable */
    private static boolean note(ConfigValidationException e, Set<String> unreadable, List<String> problems) {
        boolean isNews = false;
        for (int i = 0; i < e.getProblemCount(); i++) {
            var message = e.getProblem(i).getMessage();
            problems.add(inOurWords(message));
            var property = PROPERTY.matcher(message);
            isNews |= property.find() && unreadable.add(property.group(1));
        }
        return isNews;
    }

    private static SmallRyeConfig config(List<ConfigSource> sources, Set<String> without) {
        return new SmallRyeConfigBuilder()
                .withMapping(Settings.class)
                .withValidateUnknown(false)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(Boolean.class, 200, SettingsSource::bool)
                .withSources(sources.stream()
                        .<ConfigSource>map(source -> new Without(source, without))
                        .toList())
                .build();
    }

    /** The converter of SmallRye Config takes every other word for {@code false}. */
    private static boolean bool(String text) {
        var word = text.strip().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word) || FALSE.contains(word)) {
            return TRUE.contains(word);
        }
        throw new IllegalArgumentException("allowed values: true, false");
    }

    /** A source without some settings. */
    private record Without(ConfigSource source, Set<String> names) implements ConfigSource {
        @Override
        public Set<String> getPropertyNames() {
            return source.getPropertyNames().stream()
                    .filter(name -> !names.contains(name))
                    .collect(Collectors.toSet());
        }

        @Override
        public @Nullable String getValue(String name) {
            return names.contains(name) ? null : source.getValue(name);
        }

        @Override
        public String getName() {
            return source.getName();
        }

        @Override
        public int getOrdinal() {
            return source.getOrdinal();
        }
    }

    /** Removes SmallRye Config's message codes and class names from the message about a value that cannot be converted. */
    private static String inOurWords(String message) {
        var empty = EMPTY.matcher(message);
        if (empty.matches()) {
            return "%s is empty; give it a value, or leave it out for the default".formatted(empty.group(1));
        }
        var conversion = CONVERSION.matcher(message);
        return conversion.matches()
                ? "%s is '%s': %s".formatted(conversion.group(1), conversion.group(2), conversion.group(3))
                : message;
    }

    private PropertiesText readFile() {
        if (file.isEmpty()) {
            return PropertiesText.none();
        }
        try {
            var bytes = SmallFile.read(file.get());
            return PropertiesText.parse(
                    TextEncoding.of(bytes).decode(bytes), file.get().toString());
        } catch (UnreadableFileException e) {
            return PropertiesText.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> unknown(Set<String> given, Set<String> known, String where) {
        return given.stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .map(key -> "%s%s is not a setting; did you mean %s?".formatted(key, where, nearest(key, known)))
                .toList();
    }

    private static String variable(String name) {
        return name.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String nearest(String word, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
