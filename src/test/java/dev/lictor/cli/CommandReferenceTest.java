package dev.lictor.cli;

import static dev.lictor.reference.ReferencePage.cell;
import static dev.lictor.reference.ReferencePage.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.reference.ReferencePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.OptionSpec;

/** Every command and every flag of the command line is in docs/reference/commands.md, as {@code --help} has it. */
class CommandReferenceTest {
    private static final ReferencePage PAGE = ReferencePage.of("commands");

    @Test
    void everyCommandIsThere() {
        assertThat(PAGE.codes("commands", 0))
                .containsExactlyInAnyOrderElementsOf(commands().stream()
                        .map(command -> command.getCommandSpec().qualifiedName())
                        .toList());
    }

    @Test
    void everyFlagIsThere() {
        for (var command : commands()) {
            var flags = command.getCommandSpec().options().stream()
                    .filter(flag -> !flag.usageHelp() && !flag.versionHelp())
                    .sorted((one, other) -> one.longestName().compareTo(other.longestName()))
                    .map(CommandReferenceTest::row)
                    .toList();
            PAGE.hasGenerated(
                    command.getCommandSpec().qualifiedName(),
                    flags.isEmpty()
                            ? "It has no flags of its own.\n"
                            : table(List.of("flag", "value", "default", "meaning"), flags.stream()));
        }
    }

    private static List<String> row(OptionSpec flag) {
        var standard = Objects.requireNonNullElse(flag.defaultValue(), "");
        var names = Stream.of(flag.names()).map(name -> "`" + name + "`").toList();
        return List.of(
                String.join(", ", names),
                flag.arity().max() == 0 ? "" : "`" + cell(flag.paramLabel()) + "`",
                flag.required()
                        ? "required"
                        : standard.isEmpty() || flag.arity().max() == 0 ? "" : "`" + standard + "`",
                cell(String.join(" ", flag.description()).replace("${DEFAULT-VALUE}", standard)));
    }

    /** Those that do something. */
    private static List<CommandLine> commands() {
        var commands = new ArrayList<CommandLine>();
        collect(LictorCommand.commandLine(new Bare()), commands);
        return commands;
    }

    private static void collect(CommandLine command, List<CommandLine> commands) {
        var below = new TreeSet<>(command.getSubcommands().keySet());
        if (below.isEmpty()) {
            commands.add(command);
        }
        below.forEach(
                name -> collect(Objects.requireNonNull(command.getSubcommands().get(name)), commands));
    }

    /** Makes commands without what they would need to run. */
    private static final class Bare implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (!type.getPackageName().startsWith("dev.lictor")) {
                return CommandLine.defaultFactory().create(type);
            }
            var constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
        }
    }
}
