package dev.lictor.cluster.pods;

import java.util.Optional;
import java.util.regex.Pattern;

/** The syntax of labels (Kubernetes documentation, "Labels and Selectors", Syntax and character set). */
public final class Label {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private Label() {}

    public static Optional<String> problem(String key, String value) {
        var badKey = keyProblem(key);
        return badKey.isPresent() || value.isEmpty() || NAME.matcher(value).matches()
                ? badKey
                : Optional.of(
                        "the value of %s is '%s'; it must be at most 63 of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
                                .formatted(key, value));
    }

    public static Optional<String> keyProblem(String key) {
        int slash = key.indexOf('/');
        var isKey = (slash == -1 || isSubdomain(key.substring(0, slash)))
                && NAME.matcher(key.substring(slash + 1)).matches();
        return isKey
                ? Optional.empty()
                : Optional.of("'%s' is not a valid key; use a key such as team or example.org/team".formatted(key));
    }

    public static boolean isSubdomain(String name) {
        return SUBDOMAIN.matcher(name).matches();
    }
}
