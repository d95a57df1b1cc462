package dev.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1\nb=2\n",
                "a=1\r\nb = 2\r\n",
                "a 1\rb:2",
                "# of ours\n! too\n\n \t\na\t=\t1\n\tb 2",
                "a=1,\\\n   2\nb=\\\\",
                "a=1\\\\\nb=2",
                "a=\\u0041\\:\\=\nb=c\\ d",
                "a=\nb",
                "a={\"x\"\\: \"\\\\n\"}",
                "a=\\"
            })
    void aTextIsReadAsJavaReadsIt(String text) throws IOException {
        var expected = new Properties();
        expected.load(new StringReader(text));

        var read = PropertiesText.parse(text, "f");

        assertThat(read.values()).isEqualTo(expected);
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void blanksAtTheEndOfAValueAreNotOfIt() {
        assertThat(PropertiesText.parse("a=consul \t\n", "f").values()).isEqualTo(Map.of("a", "consul"));
    }

    @Test
    void everyKeyHasItsLine() {
        assertThat(PropertiesText.parse("# x\na=1,\\\n2\n\nb=2", "f").lines()).isEqualTo(Map.of("a", 2, "b", 5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'a=1#b=2#a=1'            | a is set twice in f, in line 1 and in line 3; remove one of them
        'a="consul"'             | f, line 1: a is in quotation marks, which a properties file keeps; write it without
        '#a=C:\\data'            | f, line 2: a has a single backslash before 'd', which a properties file removes; write each backslash twice
        'a={"x": "a\\nb"}'       | f, line 1: a has a single backslash before 'n', which a properties file removes; write each backslash twice
        'a={"x": "\\"b\\""}'     | f, line 1: a has a single backslash before '"', which a properties file removes; write each backslash twice
        'a=\\u12'                | f, line 1: \\u must be followed by four digits of base 16; write a backslash that is meant as such twice
        'lictor:#  servers: 3'   | f is YAML; --config takes a properties file, with lines such as lictor.servers=3
        'apiVersion: v1#data:'   | f is YAML; --config takes a properties file, with lines such as lictor.servers=3
        ' {"lictor.servers": 3}' | f is JSON; --config takes a properties file, with lines such as lictor.servers=3
        """)
    void whatJavaPassesOverIsAProblemWithItsLine(String text, String problem) {
        assertThat(PropertiesText.parse(text.replace('#', '\n'), "f").problems())
                .containsExactly(problem);
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        assertThat(PropertiesText.parse("a='1'\na=2\nb=\\d\n", "f").problems()).hasSize(3);
    }
}
