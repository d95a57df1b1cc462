package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Impersonation;
import dev.lictor.text.Foreign;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the Kubernetes API is, how to reach it, and as whom. All files that the kubeconfig names have been read.
 *
 * @param origin where this comes from, in words: a context of a file, or the pod
 * @param serverName the name in the server's certificate; empty if it is the host of the URL
 */
public record ApiConnection(
        URI server,
        String origin,
        ServerTrust trust,
        Optional<String> serverName,
        Optional<Proxy> proxy,
        ApiCredentials credentials,
        Optional<Impersonation> impersonation) {

    /** One line that names the server and the context. */
    public String inWords() {
        return "Kubernetes API %s, %s%s%s"
                .formatted(
                        Foreign.word(server.toString()),
                        origin,
                        impersonation
                                .map(as -> ", as " + Foreign.word(as.user()))
                                .orElse(""),
                        proxy.map(through -> ", through " + through).orElse(""));
    }

    /** What will probably fail: the API server answers only that a request is not authorized. */
    public Optional<String> warning(Instant now) {
        return credentials
                .certificate()
                .map(own -> own.certificate().getNotAfter().toInstant())
                .filter(now::isAfter)
                .map(end -> "warning: the client certificate of %s ended at %s; get a new kubeconfig"
                        .formatted(origin, end));
    }

    @Override
    public String toString() {
        return inWords();
    }
}
