package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Source;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Finds and reads kubeconfig files: the file that a flag names, those of {@code KUBECONFIG}, or {@code ~/.kube/config}. */
final class KubeconfigFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VARIABLE = "KUBECONFIG";

    private final Map<String, String> environment;
    private final Path home;
    private final Optional<Path> flag;

    /** @param flag the only file to read, which then must exist */
    KubeconfigFiles(Map<String, String> environment, Path home, Optional<Path> flag) {
        this.environment = environment;
        this.home = home;
        this.flag = flag;
    }

    /** @return the files that exist: like kubectl, files of {@code KUBECONFIG} that do not exist are skipped */
    List<Source> read() {
        return (flag.isPresent() ? flag.stream() : candidates().filter(Files::exists))
                .map(KubeconfigFiles::source)
                .toList();
    }

    /** Where files were looked for, for the message that there are none. */
    String looked() {
        return candidates().map(Path::toString).collect(Collectors.joining(", "));
    }

    private Stream<Path> candidates() {
        var named = environment.getOrDefault(VARIABLE, "");
        return named.isEmpty()
                ? Stream.of(home.resolve(".kube/config"))
                : Stream.of(named.split(File.pathSeparator, -1))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .map(Path::of);
    }

    /** The parser's messages are not shown: they quote the file, which can hold a token. */
    private static Source source(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
            // As a stream, so that the parser reads UTF-16 and a byte order mark, as PowerShell writes them.
            JsonNode tree = JSON.valueToTree(new Load(settings).loadFromInputStream(new ByteArrayInputStream(bytes)));
            if (!tree.isObject() && !tree.isNull()) {
                throw Kubeconfig.failure(file + " is not a kubeconfig");
            }
            return new Source(file, tree);
        } catch (IOException e) {
            throw Kubeconfig.failure("cannot read the kubeconfig %s: %s".formatted(file, ReadFailure.words(e)));
        } catch (YamlEngineException e) {
            var line = e instanceof MarkedYamlEngineException marked
                    ? marked.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1))
                    : Optional.<String>empty();
            throw Kubeconfig.failure(
                    "cannot read the kubeconfig %s: it is not YAML%s".formatted(file, line.orElse("")));
        }
    }
}
