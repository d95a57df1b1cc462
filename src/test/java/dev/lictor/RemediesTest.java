package dev.lictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the program and its alerts tell people to do, in one place: each was read for being true and safe in every state in which it is
 * shown. Whoever adds one adds it here, and says why it is; RemediesIT runs those that change something.
 */
class RemediesTest {
    /** Commands, and why each is safe. */
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry("kubectl version", "reads"),
            Map.entry("kubectl get priorityclasses", "reads"),
            Map.entry("kubectl get storageclass", "reads"),
            Map.entry("kubectl -n %s get pods", "reads"),
            Map.entry("kubectl -n %s describe pod", "reads"),
            Map.entry("kubectl -n %s describe statefulset/%s", "reads"),
            Map.entry("kubectl -n %s logs <server> -c lictor", "reads"),
            Map.entry("kubectl -n %s logs <server> -c consul", "reads"),
            Map.entry("kubectl create namespace", "adds what is not there"),
            Map.entry(
                    "kubectl -n %s label statefulset/%s app.kubernetes.io/version=VERSION",
                    "adds a label where there is none, by which a downgrade is refused"),
            Map.entry(
                    "kubectl -n %s exec %s -c %s -- chown -R %d:%d %s",
                    "only where the files are root's, so that root runs there, who reads them as before"),
            Map.entry("kubectl -n %s patch secret %s --type=json -p='[%s]'", "copies entries to names that are free"),
            Map.entry(
                    "kubectl label -n %s %s --overwrite %s",
                    "only where our servers are there, and only for what has lost the label"),
            Map.entry(
                    "kubectl -n %1$s get secret %2$s -o yaml >%2$s.yaml) && kubectl -n %1$s delete secret %2$s",
                    "keeps a copy; only for our certificates alone, and where the CA's key is at hand"),
            Map.entry(
                    "kubectl -n %s annotate statefulset %s %s-",
                    "forgets how far Raft was and nothing else; a restore is named before it"),
            Map.entry("uninstall --wipe=%s", "deletes what exists once: its name says so, and who asks for uninstall"),
            Map.entry("lictor bootstrap", "refuses before it loses anything"),
            Map.entry("lictor uninstall", "said of servers' data in pods, and only for who needs nothing of it"),
            Map.entry("lictor verify", "reads, but for a key of its own"),
            Map.entry("consul operator raft list-peers", "reads"),
            Map.entry("consul operator raft remove-peer", "said of servers that are gone for good"),
            Map.entry("consul keyring -list", "reads"),
            Map.entry("consul kv delete -recurse %s", "of the folder of one check, lictor/verify/ID/"),
            Map.entry("consul keyring)", "only names what rotates a key"),
            Map.entry("consul join", "where both parts have one Raft"),
            Map.entry("openssl x509 -inform der", "writes another file"),
            Map.entry("openssl pkey -inform der", "writes another file, that only its owner can read"),
            Map.entry("openssl pkey -in IN -out OUT", "writes another file, that only its owner can read"),
            Map.entry("openssl ec -in IN -param_enc", "writes another file, that only its owner can read"),
            Map.entry("openssl pkcs7 -", "writes another file"),
            Map.entry("openssl pkcs12 -in IN", "writes another file, that only its owner can read if it holds a key"),
            Map.entry("openssl crl2pkcs7 -nocrl -certfile IN", "writes another file"));

    private static final Pattern COMMAND = Pattern.compile(
            "\\b(kubectl|openssl|uninstall --|(?:consul (?:acl|force-leave|join|keyring|kv|leave|operator|reload|snapshot)|lictor (?:bootstrap|diff|uninstall|verify))\\b)[^\"`;|\n]*");

    /** Advice that destroys, in any words; what is known here says that something is not done, or what a flag does. */
    private static final Pattern DESTROYING = Pattern.compile(
            "\\b(delete|remove|wipe|empty|discard|overwrite|recreate) (it|them|this|that|these|those|the|a|all|%)(?![a-z])");

    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final Pattern RUNBOOK = Pattern.compile("runbook: (.*)");

    @Test
    void everyCommandThatPeopleAreToldWasReviewed() {
        var told = told().flatMap(text -> COMMAND.matcher(text).results().map(MatchResult::group))
                .map(command -> COMMANDS.keySet().stream()
                        .filter(command::startsWith)
                        .findFirst()
                        .orElse(command))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).containsExactlyInAnyOrderElementsOf(COMMANDS.keySet());
    }

    @Test
    void nobodyIsToldToDestroyWhatExistsOnce() {
        assertThat(told().filter(text -> DESTROYING.matcher(text).find()).distinct())
                .containsExactlyInAnyOrder(
                        "Also remove the CA, the gossip key and all data. They cannot be restored. NAME is the cluster's name; without it the terminal prompts for the name.",
                        "It counts for the quorum. Bring that server back, or, if it is gone for good, remove it with `consul operator raft remove-peer`.");
    }

    private static Stream<String> told() {
        var words = sources()
                .flatMap(source -> LITERAL.matcher(source)
                        .results()
                        .map(literal -> String.valueOf(literal.group(1) == null ? literal.group(2) : literal.group(1))
                                .replace("\\\"", "'")
                                .replace("\\n", "\n"))
                        .filter(text -> text.contains(" ")));
        var runbooks = List.of("k8s/monitoring/rules.yaml", "k8s/monitoring/prometheus-rule.yaml").stream()
                .flatMap(file -> RUNBOOK.matcher(read(Path.of(file))).results().map(runbook -> runbook.group(1)));
        return Stream.concat(words, runbooks);
    }

    private static Stream<String> sources() {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(RemediesTest::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
