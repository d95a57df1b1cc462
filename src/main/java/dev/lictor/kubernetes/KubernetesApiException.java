package dev.lictor.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The Kubernetes API refuses a request or does not answer. The message names the request and the reason that the API gives. */
public final class KubernetesApiException extends RuntimeException {
    public enum Reason {
        /** The kubeconfig cannot be used. No request was sent. */
        CONFIGURATION,
        /** No answer came in time, or there is no connection. */
        UNREACHABLE,
        /** 401: the API server does not accept the credentials. */
        UNAUTHORIZED,
        /** 403: RBAC does not allow the request. */
        FORBIDDEN,
        /** Any other answer that is not a success, also a 403 of an {@link AdmissionRefusal}. */
        REFUSED
    }

    /** A request that failed, such as {@code create secret/consul-ca}; empty verb and object for a failure of another kind. */
    private record Failure(Reason reason, String verb, String object, String words) {
        /** Failures of the same cause are one line. */
        Failure cause() {
            return new Failure(reason, "", "", words);
        }
    }

    private final transient List<Failure> failures;

    public KubernetesApiException(Reason reason, String message) {
        super(message);
        this.failures = List.of(new Failure(reason, "", "", message));
    }

    public KubernetesApiException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.failures = List.of(new Failure(reason, "", "", message));
    }

    private KubernetesApiException(List<Failure> failures, Throwable cause) {
        super(lines(failures), cause);
        this.failures = failures;
    }

    /**
     * A request that failed.
     *
     * @param request a verb and an object, such as {@code create secret/consul-ca}
     * @param words of the API server, without the object's name, so that failures of the same cause have the same words
     */
    public static KubernetesApiException of(Reason reason, String request, String words, Throwable cause) {
        var parts = request.split(" ", 2);
        return new KubernetesApiException(
                List.of(new Failure(reason, parts[0], parts.length > 1 ? parts[1] : "", words)), cause);
    }

    /** One exception for several. Its message has one line for each cause; its reason is the reason of the first. */
    public static KubernetesApiException all(List<KubernetesApiException> failures) {
        return new KubernetesApiException(
                failures.stream().flatMap(failure -> failure.failures.stream()).toList(), failures.getFirst());
    }

    public Reason reason() {
        return failures.getFirst().reason();
    }

    /** All reasons, each once. */
    public Set<Reason> reasons() {
        return failures.stream().map(Failure::reason).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What admission objects to, each cause once. */
    public Set<AdmissionRefusal> admissionRefusals() {
        return failures.stream()
                .filter(failure -> failure.reason() == Reason.REFUSED)
                .flatMap(failure -> AdmissionRefusal.of(failure.words()).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String lines(List<Failure> failures) {
        var causes = new LinkedHashMap<Failure, Map<String, Set<String>>>();
        failures.forEach(failure -> causes.computeIfAbsent(failure.cause(), cause -> new LinkedHashMap<>())
                .computeIfAbsent(failure.verb(), verb -> new LinkedHashSet<>())
                .add(failure.object()));
        var lines = new ArrayList<String>();
        causes.forEach((cause, requests) -> lines.add(line(cause.words(), requests)));
        return String.join("\n", lines);
    }

    /** @param requests the objects by verb */
    private static String line(String words, Map<String, Set<String>> requests) {
        var what = requests.entrySet().stream()
                .filter(request -> !request.getKey().isEmpty())
                .map(request -> request.getKey() + " " + String.join(", ", request.getValue()))
                .collect(Collectors.joining(", or "));
        return what.isEmpty() ? words : "cannot %s: %s".formatted(what, words);
    }
}
