package dev.lictor.kubernetes.kubeconfig;

import java.util.List;
import java.util.stream.Stream;

/** The fields of a kubeconfig (Kubernetes documentation, "kubeconfig (v1)"), and what Lictor does with each. */
public enum KubeconfigField {
    CURRENT_CONTEXT(Section.FILE, "current-context", Support.HONOURED, "`--context` overrides it"),
    CONTEXT_CLUSTER(Section.CONTEXT, "cluster", Support.HONOURED, ""),
    CONTEXT_USER(Section.CONTEXT, "user", Support.HONOURED, "without it, requests are anonymous"),
    CONTEXT_NAMESPACE(
            Section.CONTEXT,
            "namespace",
            Support.IGNORED,
            "the namespace is the setting `lictor.namespace`, or `--namespace`"),
    SERVER(Section.CLUSTER, "server", Support.HONOURED, "with `https://` or `http://`; a path is kept"),
    TLS_SERVER_NAME(Section.CLUSTER, "tls-server-name", Support.HONOURED, ""),
    INSECURE(Section.CLUSTER, "insecure-skip-tls-verify", Support.HONOURED, "refused beside a CA"),
    CA(
            Section.CLUSTER,
            "certificate-authority",
            Support.HONOURED,
            "without a CA, the public CAs of the Java runtime count"),
    CA_DATA(Section.CLUSTER, "certificate-authority-data", Support.HONOURED, "wins over `certificate-authority`"),
    PROXY_URL(
            Section.CLUSTER,
            "proxy-url",
            Support.PARTLY,
            "`http://` and `socks5://`, with a user and a password or without; `https://` is refused"),
    DISABLE_COMPRESSION(
            Section.CLUSTER, "disable-compression", Support.HONOURED, "Lictor never asks for compressed answers"),
    CLIENT_CERTIFICATE(Section.USER, "client-certificate", Support.HONOURED, "with its intermediate certificates"),
    CLIENT_CERTIFICATE_DATA(
            Section.USER, "client-certificate-data", Support.HONOURED, "wins over `client-certificate`"),
    CLIENT_KEY(
            Section.USER,
            "client-key",
            Support.HONOURED,
            "RSA, EC and Ed25519; PKCS#8, PKCS#1 and SEC1; without a password"),
    CLIENT_KEY_DATA(Section.USER, "client-key-data", Support.HONOURED, "wins over `client-key`"),
    TOKEN(Section.USER, "token", Support.HONOURED, ""),
    TOKEN_FILE(
            Section.USER,
            "tokenFile",
            Support.HONOURED,
            "read again for each request; wins over `token` if it can be read"),
    USERNAME(Section.USER, "username", Support.HONOURED, "refused beside `token`"),
    PASSWORD(Section.USER, "password", Support.HONOURED, ""),
    AS(Section.USER, "as", Support.HONOURED, ""),
    AS_UID(Section.USER, "as-uid", Support.HONOURED, "refused without `as`"),
    AS_GROUPS(Section.USER, "as-groups", Support.HONOURED, "refused without `as`"),
    AS_USER_EXTRA(Section.USER, "as-user-extra", Support.HONOURED, "refused without `as`"),
    AUTH_PROVIDER(Section.USER, "auth-provider", Support.REFUSED, "use an `exec` plugin or a token in place of it"),
    EXEC(Section.USER, "exec", Support.HONOURED, "`token` and `tokenFile` win over its token"),
    EXEC_API_VERSION(Section.EXEC, "apiVersion", Support.PARTLY, "`v1` and `v1beta1`; others are refused"),
    EXEC_COMMAND(
            Section.EXEC,
            "command",
            Support.HONOURED,
            "run without a shell; a path starts at the file's folder, a plain name is looked up in PATH"),
    EXEC_ARGS(Section.EXEC, "args", Support.HONOURED, ""),
    EXEC_ENV(Section.EXEC, "env", Support.HONOURED, "added to Lictor's own environment"),
    EXEC_INSTALL_HINT(Section.EXEC, "installHint", Support.HONOURED, "shown if the program cannot be run"),
    EXEC_INTERACTIVE_MODE(
            Section.EXEC,
            "interactiveMode",
            Support.HONOURED,
            "the plugin has the terminal, if there is one; `Always` without a terminal is refused"),
    EXEC_CLUSTER_INFO(Section.EXEC, "provideClusterInfo", Support.HONOURED, "the cluster is in `KUBERNETES_EXEC_INFO`"),
    EXTENSIONS(
            Section.ANY, "extensions", Support.IGNORED, "of every form, as are fields that Kubernetes does not define");

    /** The part of the file that has the field. */
    enum Section {
        FILE("the file"),
        CONTEXT("`contexts`"),
        CLUSTER("`clusters`"),
        USER("`users`"),
        EXEC("`users`, `exec`"),
        ANY("everywhere");

        private final String words;

        Section(String words) {
            this.words = words;
        }
    }

    enum Support {
        HONOURED,
        /** Some values are refused, with the field's name. */
        PARTLY,
        /** With the field's name, before anything is asked of the API. */
        REFUSED,
        IGNORED;

        private String words() {
            return switch (this) {
                case HONOURED -> "honoured";
                case PARTLY -> "partly";
                case REFUSED -> "refused";
                case IGNORED -> "ignored";
            };
        }
    }

    private final Section section;
    private final String text;
    private final Support support;
    private final String note;

    KubeconfigField(Section section, String text, Support support, String note) {
        this.section = section;
        this.text = text;
        this.support = support;
        this.note = note;
    }

    Section section() {
        return section;
    }

    /** The name in the file. */
    String text() {
        return text;
    }

    /** The rows of the table in the reference: part, field, support, note. */
    public static List<List<String>> rows() {
        return Stream.of(values())
                .map(field ->
                        List.of(field.section.words, "`%s`".formatted(field.text), field.support.words(), field.note))
                .toList();
    }
}
