package dev.lictor.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Go's rules (golang.org/x/net/http/httpproxy), which kubectl follows. */
class ProxyRulesTest {
    private static final String PROXY = "http://proxy:3128";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://api.example.org:6443 |                         | true
        https://127.0.0.1:6443       |                         | false
        https://127.8.8.8:6443       |                         | false
        https://[::1]:6443           |                         | false
        https://localhost:6443       |                         | false
        https://api.example.org:6443 | *                       | false
        https://api.example.org:6443 | other.org, *            | false
        https://api.example.org:6443 | example.org             | false
        https://example.org:6443     | example.org             | false
        https://api.example.org:6443 | .example.org            | false
        https://example.org:6443     | .example.org            | true
        https://api.example.org:6443 | *.example.org           | false
        https://example.org:6443     | *.example.org           | true
        https://myexample.org:6443   | example.org             | true
        https://API.Example.org:6443 | EXAMPLE.ORG             | false
        https://api.example.org:6443 | example.org:6443        | false
        https://api.example.org:6443 | example.org:443         | true
        https://api.example.org      | example.org:443         | false
        https://api.example.org:6443 | ' , ,'                  | true
        https://10.1.2.3:6443        | 10.0.0.0/8              | false
        https://11.1.2.3:6443        | 10.0.0.0/8              | true
        https://10.1.2.3:6443        | 10.1.2.2/31             | false
        https://10.1.2.4:6443        | 10.1.2.2/31             | true
        https://10.1.2.3:6443        | 0.0.0.0/0               | false
        https://10.1.2.3:6443        | 10.0.0.0/33             | true
        https://10.1.2.3:6443        | 10.1.2.3                | false
        https://10.1.2.3:6443        | 10.1.2.3:6443           | false
        https://10.1.2.3:6443        | 10.1.2.3:443            | true
        https://10.1.2.3:6443        | 1.2.3                   | true
        https://[2001:db8::7]:6443   | 2001:db8::/32           | false
        https://[2001:db9::7]:6443   | 2001:db8::/32           | true
        https://[2001:db8::7]:6443   | 2001:DB8:0::7           | false
        https://[2001:db8::7]:6443   | [2001:db8::7]:6443      | false
        https://[2001:db8::7]:6443   | [2001:db8::7]:443       | true
        https://[2001:db8::7]:6443   | 10.0.0.0/8              | true
        https://kubernetes.default.svc | 10.0.0.0/8,.svc,.cluster.local | false
        """)
    void noProxyIsReadAsGoReadsIt(String server, @Nullable String noProxy, boolean isProxied) {
        var environment = Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", noProxy == null ? "" : noProxy);

        assertThat(ProxyRules.choose(URI.create(server), environment).isPresent())
                .isEqualTo(isProxied);
    }

    @Test
    void theVariableInCapitalsWinsAndEmptyOnesDoNotCount() {
        assertThat(choose(Map.of("HTTPS_PROXY", "http://a:1", "https_proxy", "http://b:2"))
                        .map(Proxy::host))
                .contains("a");
        assertThat(choose(Map.of("HTTPS_PROXY", "", "https_proxy", "http://b:2"))
                        .map(Proxy::host))
                .contains("b");
        assertThat(choose(Map.of("https_proxy", PROXY, "no_proxy", "example.org")))
                .isEmpty();
        assertThat(choose(Map.of("HTTP_PROXY", PROXY, "ALL_PROXY", PROXY))).isEmpty();
        assertThat(ProxyRules.choose(
                                URI.create("http://api.example.org"),
                                Map.of("HTTPS_PROXY", "http://a:1", "http_proxy", "http://b:2"))
                        .map(Proxy::host))
                .contains("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://proxy:3128           | HTTP   | proxy     | 3128
        http://proxy                | HTTP   | proxy     | 80
        HTTP://proxy/               | HTTP   | proxy     | 80
        proxy:3128                  | HTTP   | proxy     | 3128
        127.0.0.1:3128              | HTTP   | 127.0.0.1 | 3128
        socks5://proxy              | SOCKS5 | proxy     | 1080
        socks5h://[::1]:1081        | SOCKS5 | ::1       | 1081
        """)
    void aProxyIsHttpOrSocks(String value, Proxy.Type type, String host, int port) {
        assertThat(choose(Map.of("HTTPS_PROXY", value)))
                .contains(new Proxy(type, host, port, Optional.empty(), "HTTPS_PROXY"));
    }

    @Test
    void aProxyMayHaveAUserWhoseNameAndPasswordAreNotShown() {
        var proxy =
                choose(Map.of("HTTPS_PROXY", "http://jane:p%40ss@proxy:3128")).orElseThrow();

        assertThat(proxy.credentials()).contains(new Proxy.Credentials("jane", "p@ss"));
        assertThat(proxy).hasToString("the proxy proxy:3128 of HTTPS_PROXY");
        assertThat(proxy.credentials().toString()).doesNotContain("jane", "p@ss");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://proxy:3128       | HTTPS_PROXY names a proxy of https://, which Lictor does not support; name one of http:// or socks5://
        socks4://proxy           | HTTPS_PROXY names a proxy that is neither http:// nor socks5://, which Lictor does not support
        http://jane@proxy        | HTTPS_PROXY needs a user and a password without a colon in it, or none of both (not shown)
        http://jane:a:b@proxy    | HTTPS_PROXY needs a user and a password without a colon in it, or none of both (not shown)
        'http://se cret@proxy'   | HTTPS_PROXY is not a URL such as http://proxy:3128
        """)
    void aProxyThatCannotBeUsedIsRefusedByItsVariable(String value, String words) {
        assertThatThrownBy(() -> choose(Map.of("HTTPS_PROXY", value)))
                .isInstanceOf(Proxy.UnusableProxyException.class)
                .hasMessage(words);
    }

    @Test
    void aVariableThatIsNotNeededIsNotJudged() {
        assertThat(ProxyRules.choose(URI.create("https://127.0.0.1:6443"), Map.of("HTTPS_PROXY", "https://proxy")))
                .isEmpty();
    }

    private static Optional<Proxy> choose(Map<String, String> environment) {
        return ProxyRules.choose(URI.create("https://api.example.org:6443"), environment);
    }
}
