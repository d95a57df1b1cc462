package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Runs {@code bootstrap} in a namespace as its Job does: with the rights of a service account. */
record BootstrapJob(ApiServer api, String namespace, Path kubeconfig) {
    /** The objects of a cluster with default settings, in no order. */
    static final List<String> OBJECTS = List.of(
            "secret/consul-ca",
            "secret/consul-gossip",
            "secret/consul-tls",
            "serviceaccount/consul",
            "configmap/consul-config",
            "service/consul",
            "service/consul-join",
            "service/consul-0",
            "service/consul-1",
            "service/consul-2",
            "poddisruptionbudget/consul",
            "statefulset/consul");

    static final String OPEN_PORT_WARNING = "lictor: warning: HTTPS on port 8501 is open to all: ";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    static int nextNumber() {
        return NUMBER.incrementAndGet();
    }

    static BootstrapJob inNewNamespace(ApiServer api) {
        return inNewNamespace(api, (resource, verb) -> true);
    }

    /** With those rights of the manifests' Role that are granted, each by resource and verb. */
    static BootstrapJob inNewNamespace(ApiServer api, BiPredicate<String, String> granted) {
        var namespace = "run-" + nextNumber();
        api.administrator()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        var role = role(namespace, granted);
        var binding = read("base/role-binding.yaml", RoleBinding.class);
        binding.getSubjects().forEach(subject -> subject.setNamespace(namespace));
        var account = read("base/service-account.yaml", ServiceAccount.class);
        for (HasMetadata object : List.of(role, binding, account)) {
            object.getMetadata().setNamespace(namespace);
            api.administrator().resource(object).create();
        }
        return new BootstrapJob(
                api,
                namespace,
                api.kubeconfigOf(namespace, account.getMetadata().getName()));
    }

    Role role(BiPredicate<String, String> granted) {
        return role(namespace, granted);
    }

    FinishedProcess run(String... args) {
        var all = new ArrayList<>(List.of("bootstrap", "--set=lictor.namespace=" + namespace));
        all.addAll(List.of(args));
        return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), all.toArray(String[]::new));
    }

    FinishedProcess succeeds(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--no-wait");
        var finished = run(all.toArray(String[]::new));
        assertThat(finished.exitCode()).as(finished.words()).isZero();
        return finished;
    }

    static List<String> eachObject(String outcome) {
        return OBJECTS.stream().map(object -> object + " " + outcome).toList();
    }

    private static Role role(String namespace, BiPredicate<String, String> granted) {
        var role = read("role.yaml", Role.class);
        role.getMetadata().setNamespace(namespace);
        role.getRules().stream()
                .filter(rule -> rule.getResources().contains("namespaces"))
                .forEach(rule -> rule.setResourceNames(List.of(namespace)));
        for (var rule : role.getRules()) {
            var resource = rule.getResources().getFirst();
            rule.setVerbs(rule.getVerbs().stream()
                    .filter(verb -> granted.test(resource, verb))
                    .toList());
        }
        role.setRules(role.getRules().stream()
                .filter(rule -> !rule.getVerbs().isEmpty())
                .toList());
        return role;
    }

    private static <T> T read(String manifest, Class<T> kind) {
        try {
            return Serialization.unmarshal(Files.readString(Path.of("k8s", manifest)), kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The resource versions when the controllers have finished. */
    Map<String, String> settled() {
        var last = new TreeMap<String, String>();
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var before = Map.copyOf(last);
                    last.clear();
                    last.putAll(resourceVersions());
                    return last.equals(before);
                });
        return last;
    }

    Map<String, String> resourceVersions() {
        var versions = new TreeMap<String, String>();
        api.kubectl(
                        "get",
                        "secrets,configmaps,services,serviceaccounts,statefulsets,poddisruptionbudgets",
                        "--namespace=" + namespace,
                        "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}")
                .lines()
                .map(line -> line.split(" "))
                .forEach(words -> versions.put(words[0], words[1]));
        return versions;
    }

    Map<String, String> secret(String name) {
        return api.administrator()
                .secrets()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getData();
    }

    List<String> events() {
        return api.kubectl(
                        "get",
                        "events.events.k8s.io",
                        "--namespace=" + namespace,
                        "--output=jsonpath={range .items[?(@.reportingController==\"lictor.dev/bootstrap\")]}{.note}{'\\n'}{end}")
                .lines()
                .toList();
    }

    /** What no output may contain: the data of the Secrets, encoded and decoded, whole and line by line. */
    Set<String> keyMaterial() {
        var material = new HashSet<String>();
        for (var name : List.of("consul-ca", "consul-gossip", "consul-tls")) {
            secret(name).values().forEach(content -> {
                material.add(content);
                decoded(content).lines().forEach(material::add);
            });
        }
        return material;
    }

    StatefulSet statefulSet() {
        return api.administrator()
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("consul")
                .get();
    }

    void edit(String secret, Consumer<Map<String, String>> change) {
        api.administrator().secrets().inNamespace(namespace).withName(secret).edit(live -> {
            change.accept(live.getData());
            return live;
        });
    }

    static String encoded(String content) {
        return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String content) {
        return new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
    }
}
