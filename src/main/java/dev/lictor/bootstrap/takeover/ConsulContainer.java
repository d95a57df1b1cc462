package dev.lictor.bootstrap.takeover;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.cluster.network.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The container that runs Consul in a pod that Lictor did not create. It is found by its image, command, ports and name, because the first
 * container may be another one, such as a log shipper.
 *
 * @param words the command and the arguments
 */
public record ConsulContainer(String name, String image, List<String> words, List<Port> ports) {
    private static final Set<String> REPOSITORIES = Set.of("consul", "consul-enterprise");
    private static final Set<Integer> OF_EVERY_AGENT = Set.of(Ports.SERVER_RPC, Ports.SERF_LAN);
    private static final Set<Integer> USUAL_HTTPS = Set.of(8501, 8443);
    private static final int USUAL_HTTP = 8500;
    private static final Pattern AGENT = Pattern.compile("(^|[\\s/])(consul\\s+)?agent(\\s|$)");

    private static final List<Predicate<ConsulContainer>> SIGNS = List.of(
            container -> REPOSITORIES.contains(container.repository()),
            container -> container.words().stream()
                    .anyMatch(word -> AGENT.matcher(word).find()),
            container -> container.ports().stream().anyMatch(port -> OF_EVERY_AGENT.contains(port.number())),
            container -> container.name().equals("consul"));

    public record Port(String name, int number) {}

    public ConsulContainer {
        words = List.copyOf(words);
        ports = List.copyOf(ports);
    }

    public static Optional<ConsulContainer> of(@Nullable PodSpec pod) {
        return pod == null
                ? Optional.empty()
                : among(pod.getContainers().stream().map(ConsulContainer::of).toList());
    }

    private static ConsulContainer of(Container container) {
        return new ConsulContainer(
                container.getName(),
                Optional.ofNullable(container.getImage()).orElse(""),
                Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                        .toList(),
                container.getPorts().stream()
                        .map(port ->
                                new Port(Optional.ofNullable(port.getName()).orElse(""), port.getContainerPort()))
                        .toList());
    }

    /** The container with the most matches; empty if no container matches, or if two match equally. */
    public static Optional<ConsulContainer> among(List<ConsulContainer> containers) {
        var most = containers.stream()
                .max(Comparator.comparingLong(ConsulContainer::signs))
                .filter(container -> container.signs() > 0);
        return most.filter(found -> containers.stream()
                        .filter(other -> other.signs() == found.signs())
                        .count()
                == 1);
    }

    private long signs() {
        return SIGNS.stream().filter(sign -> sign.test(this)).count();
    }

    private String repository() {
        return last().replaceAll("[:@].*", "");
    }

    private String last() {
        return image.substring(image.lastIndexOf('/') + 1);
    }

    /** The version in the image's tag; empty with a digest, because a tag before a digest may belong to another image. */
    public Optional<ConsulVersion> tag() {
        var colon = last().indexOf(':');
        return colon < 0 || image.contains("@") ? Optional.empty() : ConsulVersion.parse(last().substring(colon + 1));
    }

    /** Ports where it may serve HTTPS, the most likely first. */
    public Set<Integer> https(int wanted) {
        var found = new LinkedHashSet<>(flag("https-port"));
        ports.stream()
                .filter(port -> port.name().contains("https") || USUAL_HTTPS.contains(port.number()))
                .forEach(port -> found.add(port.number()));
        found.add(wanted);
        USUAL_HTTPS.stream().sorted().forEach(found::add);
        return found;
    }

    /** Ports where it may serve HTTP without TLS. */
    public Set<Integer> http() {
        var found = new LinkedHashSet<>(flag("http-port"));
        ports.stream()
                .filter(port -> port.name().contains("http") && !port.name().contains("https"))
                .forEach(port -> found.add(port.number()));
        found.add(USUAL_HTTP);
        return found;
    }

    private List<Integer> flag(String name) {
        var found = new ArrayList<Integer>();
        Pattern.compile("(?:^|\\s)--?" + name + "[= ](\\d{1,5})(?!\\d)")
                .matcher(String.join(" ", words))
                .results()
                .forEach(result -> found.add(Integer.valueOf(result.group(1))));
        return found;
    }
}
