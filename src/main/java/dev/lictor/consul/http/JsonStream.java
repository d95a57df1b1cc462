package dev.lictor.consul.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON part by part as it arrives, from a sender that is not trusted. The tree holds only the fields that Lictor reads, and no more than
 * {@link #MOST_KEPT}: a whole body and its whole tree would take many times the memory of a sidecar.
 */
final class JsonStream {
    /** Limit of the names and texts that are kept, in characters, plus {@link #OF_A_VALUE} a value: several times the answer of seven servers. */
    static final int MOST_KEPT = 1 << 18;

    private static final int OF_A_VALUE = 16;
    private static final int DEEPEST = 32;

    /** Interns no field names: a sender that uses new names each time would fill the memory with them. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(MOST_KEPT)
                    .maxNameLength(1 << 10)
                    .maxNumberLength(100)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Takes the elements of the outermost array one by one; the stream keeps none of them. */
    interface Elements {
        void take(JsonNode element) throws ConsulJson.UnreadableException;
    }

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final @Nullable Elements elements;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable JsonNode root;
    private int kept;
    private int skipped;

    /** An object or array that has not ended. */
    private static final class Open {
        private final JsonNode node;
        private final boolean configuration;
        private String name = "";

        Open(JsonNode node, boolean configuration) {
            this.node = node;
            this.configuration = configuration;
        }

        boolean skips() {
            return configuration && AgentJson.isSkipped(name);
        }

        boolean opensConfiguration() {
            return configuration || name.equals(AgentJson.CONFIGURATION);
        }
    }

    private JsonStream(@Nullable Elements elements) {
        try {
            this.parser = FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input", e);
        }
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
        this.elements = elements;
    }

    static JsonStream whole() {
        return new JsonStream(null);
    }

    static JsonStream of(Elements elements) {
        return new JsonStream(elements);
    }

    void add(byte[] part) throws ConsulJson.UnreadableException {
        try {
            feeder.feedInput(part, 0, part.length);
            drain();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The tree: a missing node if there was no input, an empty array if {@link Elements} took its elements. */
    JsonNode end() throws ConsulJson.UnreadableException {
        try (parser) {
            feeder.endOfInput();
            drain();
        } catch (IOException e) {
            throw unreadable(e);
        }
        var read = root;
        return read == null ? MissingNode.getInstance() : read;
    }

    private static ConsulJson.UnreadableException unreadable(IOException e) {
        return new ConsulJson.UnreadableException(
                "no JSON: " + (e instanceof JacksonException jackson ? jackson.getOriginalMessage() : e.getMessage()));
    }

    private void drain() throws IOException, ConsulJson.UnreadableException {
        var token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            take(token);
            token = parser.nextToken();
        }
    }

    private void take(JsonToken token) throws IOException, ConsulJson.UnreadableException {
        if (token.isStructEnd()) {
            if (skipped > 0) {
                skipped--;
            } else {
                end(open.pop().node);
            }
            return;
        }
        if (skipped > 0) {
            skipped += token.isStructStart() ? 1 : 0;
            return;
        }
        if (token == JsonToken.FIELD_NAME) {
            open.getFirst().name = parser.currentName();
            return;
        }
        var within = open.peek();
        if (within != null && within.skips()) {
            skipped += token.isStructStart() ? 1 : 0;
            return;
        }
        switch (token) {
            case START_OBJECT -> begin(NODES.objectNode());
            case START_ARRAY -> begin(NODES.arrayNode());
            case VALUE_STRING -> value(NODES.textNode(parser.getText()), parser.getTextLength());
            case VALUE_TRUE, VALUE_FALSE -> value(NODES.booleanNode(token == JsonToken.VALUE_TRUE), 0);
            case VALUE_NUMBER_INT ->
                value(
                        switch (parser.getNumberType()) {
                            case INT -> NODES.numberNode(parser.getIntValue());
                            case LONG -> NODES.numberNode(parser.getLongValue());
                            default -> NODES.numberNode(parser.getDoubleValue());
                        },
                        0);
            case VALUE_NUMBER_FLOAT -> value(NODES.numberNode(parser.getDoubleValue()), 0);
            default -> value(NODES.nullNode(), 0);
        }
    }

    private void begin(JsonNode node) throws ConsulJson.UnreadableException {
        var within = open.peek();
        put(node, 0);
        open.push(new Open(node, within != null && within.opensConfiguration()));
    }

    private void value(JsonNode node, int length) throws ConsulJson.UnreadableException {
        put(node, length);
        end(node);
    }

    /** Adds a node to the open object or array, unless {@link Elements} takes it. */
    private void put(JsonNode node, int length) throws ConsulJson.UnreadableException {
        var within = open.peek();
        if (within == null) {
            if (root != null) {
                throw new ConsulJson.UnreadableException("no JSON: more follows its end");
            }
            root = node;
            return;
        }
        kept += OF_A_VALUE + length + within.name.length();
        if (kept > MOST_KEPT) {
            throw new ConsulJson.TooLargeException(
                    "an answer of which more than %d characters matter".formatted(MOST_KEPT));
        }
        if (within.node instanceof ObjectNode object) {
            object.set(within.name, node);
        } else if (within.node instanceof ArrayNode array && !isElement()) {
            array.add(node);
        }
    }

    private void end(JsonNode node) throws ConsulJson.UnreadableException {
        if (elements != null && isElement()) {
            elements.take(node);
            kept = 0;
        }
    }

    /** Whether the node that begins or has just ended is an element of the outermost array that {@link Elements} takes. */
    private boolean isElement() {
        return elements != null && open.size() == 1 && root instanceof ArrayNode;
    }
}
