package dev.lictor.bootstrap.rollout;

import dev.lictor.kubernetes.AdmissionRefusal;
import dev.lictor.text.Foreign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why the StatefulSet's controller could not create pods, or their claims: the messages of its Events (StatefulPodControl in Kubernetes).
 *
 * @param messages from the oldest to the newest
 */
record FailedCreations(List<String> messages) {
    /** The reason of the Events. */
    static final String REASON = "FailedCreate";

    static final FailedCreations UNKNOWN = new FailedCreations(List.of());

    private static final Pattern POD = Pattern.compile("\\bPod (\\S+) in StatefulSet ");
    private static final Pattern ERROR = Pattern.compile("(?s).* failed error: (?:.* is forbidden: )?");

    FailedCreations {
        messages = List.copyOf(messages);
    }

    /** One line for each cause: the controller stops at the first pod that it cannot create, so the newest message counts for the others. */
    Stream<String> lines(List<String> servers) {
        var affected = new LinkedHashMap<String, List<String>>();
        servers.forEach(server -> affected.computeIfAbsent(words(server), words -> new ArrayList<>())
                .add(server));
        return affected.entrySet().stream().map(FailedCreations::line);
    }

    boolean areKnown() {
        return !messages.isEmpty();
    }

    private String words(String server) {
        return messages.stream()
                .filter(message -> pod(message).filter(server::equals).isPresent())
                .reduce((_, newer) -> newer)
                .map(message -> ERROR.matcher(message).replaceFirst(""))
                .orElseGet(() -> ERROR.matcher(messages.getLast()).replaceFirst(""));
    }

    private static Optional<String> pod(String message) {
        var found = POD.matcher(message);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static String line(Map.Entry<String, List<String>> cause) {
        return "%s: no pod: %s"
                .formatted(
                        String.join(", ", cause.getValue()),
                        Foreign.line(cause.getKey())
                                + AdmissionRefusal.of(cause.getKey())
                                        .map(refusal -> "; " + refusal.remedy())
                                        .orElse(""));
    }
}
