package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OutputOptionsTest {
    private final StringWriter out = new StringWriter();
    private final OutputOptions output = new OutputOptions();
    private final CommandLine command = new CommandLine(output).setOut(new PrintWriter(out));

    @Test
    void aLineStaysOneWhateverOthersWroteInIt() {
        output.lines(command).accept("not ready: x\nlictor: all is well\u001b[1A");

        assertThat(out).hasToString("not ready: x lictor: all is well?[1A\n");
    }

    @Test
    void aDocumentSaysAllAndRulesNoTerminal() throws JsonProcessingException {
        output.format = OutputOptions.Format.JSON;
        var document = JsonNodeFactory.instance.objectNode().put("why", "a\n\u001b[2J\u009b1A\u202e 中");

        output.document(command, document);

        assertThat(out.toString()).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]");
        assertThat(new ObjectMapper().readTree(out.toString())).isEqualTo(document);
    }
}
