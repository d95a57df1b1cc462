package dev.lictor.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Parses settings that have a structure in one line of text, so that each setting is one key in a file, one variable and one flag. Collects
 * the problems.
 */
final class SettingParser {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<String> problems;
    private final Set<String> unreadable = new TreeSet<>();

    SettingParser(List<String> problems) {
        this.problems = problems;
    }

    /** The settings that were parsed with problems, and so only in part. */
    UnreadableSettings unreadable() {
        return new UnreadableSettings(unreadable);
    }

    void unreadable(String setting, String problem) {
        problems.add(problem);
        unreadable.add(setting);
    }

    /** {@code key=value,key=value}, or a JSON object of texts for values that contain commas. */
    Map<String, String> pairs(String setting, Optional<String> text) {
        var pairs = new TreeMap<String, String>();
        if (text.filter(given -> given.strip().startsWith("{")).isPresent()) {
            object(setting, text).properties().forEach(field -> {
                if (!field.getValue().isTextual()) {
                    unreadable(
                            setting,
                            "%s: %s is %s; it must be a text in quotation marks"
                                    .formatted(setting, field.getKey(), field.getValue()));
                }
                pairs.put(field.getKey(), field.getValue().asText());
            });
            return pairs;
        }
        words(text).forEach(word -> {
            int equals = word.indexOf('=');
            var key = equals == -1 ? word : word.substring(0, equals).strip();
            if (equals == -1) {
                unreadable(setting, "%s has '%s'; it must be key=value, with commas between".formatted(setting, word));
            } else if (pairs.put(key, word.substring(equals + 1).strip()) != null) {
                unreadable(setting, "%s has %s twice; give it once".formatted(setting, key));
            }
        });
        return pairs;
    }

    /** @param wanted the expected form of an item, with an example */
    <T> List<T> list(String setting, Optional<String> text, Function<String, Optional<T>> parser, String wanted) {
        var parsed = new ArrayList<T>();
        words(text)
                .forEach(word -> parser.apply(word)
                        .ifPresentOrElse(
                                parsed::add,
                                () -> unreadable(
                                        setting, "%s has '%s'; it must be %s".formatted(setting, word, wanted))));
        return parsed;
    }

    List<String> names(String setting, Optional<String> text) {
        return list(setting, text, Optional::of, "a name");
    }

    ObjectNode object(String setting, Optional<String> text) {
        return json(setting, text, "an object in braces")
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    List<JsonNode> objects(String setting, Optional<String> text) {
        var objects = new ArrayList<JsonNode>();
        json(setting, text, "a list of objects, such as [{\"name\": \"extra\"}]")
                .ifPresent(list -> list.forEach(objects::add));
        if (!objects.stream().allMatch(JsonNode::isObject)) {
            unreadable(setting, "%s must be a list of objects, such as [{\"name\": \"extra\"}]".formatted(setting));
            return List.of();
        }
        return objects;
    }

    private Optional<JsonNode> json(String setting, Optional<String> text, String wanted) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var tree = JSON.readTree(text.get());
            if (wanted.startsWith("an object") ? tree.isObject() : tree.isArray()) {
                return Optional.of(tree);
            }
            unreadable(setting, "%s must be %s".formatted(setting, wanted));
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            unreadable(
                    setting,
                    "%s is not valid JSON at line %d, column %d: %s; it must be %s"
                            .formatted(
                                    setting, place.getLineNr(), place.getColumnNr(), e.getOriginalMessage(), wanted));
        }
        return Optional.empty();
    }

    private static Stream<String> words(Optional<String> text) {
        return text.stream()
                .flatMap(given -> Stream.of(given.split(",", -1)))
                .map(String::strip)
                .filter(word -> !word.isEmpty());
    }
}
