package dev.lictor.sidecar;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.cluster.PortCertificate;
import dev.lictor.config.Reading;
import dev.lictor.config.Settings.SidecarSettings;
import dev.lictor.consul.ConsulEndpoint;
import dev.lictor.sidecar.acts.ActRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sidecar as it was asked for, valid by construction.
 *
 * @param certificate by which the port serves HTTPS; HTTP if absent
 * @param pollInterval at least a second: Quarkus' scheduler looks no more often
 */
public record SidecarSpec(
        String host,
        int port,
        Optional<PortCertificate> certificate,
        ConsulEndpoint consul,
        Duration pollInterval,
        Readiness.Limits limits,
        ActRules acts) {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern PEER = Pattern.compile("[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:\\d{1,5})?");
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final int LIVE_INTERVALS = 10;

    public SidecarSpec {
        var problems = new ArrayList<String>();
        if (host.isBlank()) {
            problems.add("lictor.sidecar.host is empty; use an address such as 0.0.0.0");
        }
        if (port < 1 || port > 65535) {
            problems.add("lictor.sidecar.port is %d; use 1 to 65535, such as 8080".formatted(port));
        }
        problems.addAll(urlProblems(consul.url()));
        if (pollInterval.compareTo(SHORTEST_INTERVAL) < 0) {
            problems.add("lictor.sidecar.poll-interval is %s; use 1s or more".formatted(Readiness.text(pollInterval)));
        }
        positive(problems, "lictor.sidecar.poll-timeout", consul.timeout(), "900ms");
        positive(problems, "lictor.sidecar.max-last-contact", limits.maxLastContact(), "500ms");
        if (limits.maxAge().compareTo(pollInterval.plus(consul.timeout())) <= 0) {
            problems.add(
                    "lictor.sidecar.max-age is %s; an observation can be as old as poll-interval and poll-timeout together, %s: use more"
                            .formatted(
                                    Readiness.text(limits.maxAge()),
                                    Readiness.text(pollInterval.plus(consul.timeout()))));
        }
        if (limits.maxLogLag() < 0) {
            problems.add("lictor.sidecar.max-log-lag is %d; use 0 or more, such as 1000".formatted(limits.maxLogLag()));
        }
        acts.peers().stream()
                .filter(peer -> !PEER.matcher(peer).matches())
                .map(
                        "lictor.sidecar.peers holds '%s'; use names or addresses, with a port or without, such as consul-0.consul.svc"
                                ::formatted)
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidSpecException(problems);
        }
    }

    /** @throws InvalidSpecException with every problem of the sources and of the sidecar's settings */
    public static SidecarSpec of(Reading reading) {
        var problems = new ArrayList<>(reading.problems());
        if (reading.read().isPresent()) {
            try {
                var spec = of(reading.read().get().sidecar(), problems);
                if (problems.isEmpty()) {
                    return spec;
                }
            } catch (InvalidSpecException e) {
                problems.addAll(e.problems());
            }
        }
        throw new InvalidSpecException(problems);
    }

    private static SidecarSpec of(SidecarSettings settings, List<String> problems) {
        return new SidecarSpec(
                settings.host(),
                settings.port(),
                PortCertificate.of(settings.certificateFile(), settings.keyFile(), problems),
                new ConsulEndpoint(
                        url(settings.consulUrl()),
                        Path.of(settings.tlsDirectory()),
                        settings.tokenFile().map(Path::of),
                        settings.pollTimeout()),
                settings.pollInterval(),
                new Readiness.Limits(settings.maxAge(), settings.maxLastContact(), settings.maxLogLag()),
                new ActRules(
                        settings.peers().stream()
                                .flatMap(peers -> COMMA.splitAsStream(peers))
                                .map(String::strip)
                                .toList(),
                        settings.joinIslands(),
                        settings.reloadCertificates()));
    }

    /** How long the sidecar's own loop may stand still before it is not alive. */
    Duration maxStandstill() {
        return pollInterval.multipliedBy(LIVE_INTERVALS).plus(consul.timeout());
    }

    private static URI url(String text) {
        try {
            var url = URI.create(text.strip());
            if (url.getPort() == -1 && url.getHost() != null) {
                int usual = "http".equals(url.getScheme()) ? 80 : 443;
                return URI.create("%s://%s:%d%s".formatted(url.getScheme(), url.getHost(), usual, url.getRawPath()));
            }
            return url;
        } catch (IllegalArgumentException e) {
            return URI.create(""); // refused with all other problems
        }
    }

    private static List<String> urlProblems(URI url) {
        boolean known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        boolean bare = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        return known && url.getHost() != null && bare && url.getQuery() == null && url.getUserInfo() == null
                ? List.of()
                : List.of(
                        "lictor.sidecar.consul-url is '%s'; it must be https:// or http://, host and port, such as https://127.0.0.1:8501"
                                .formatted(url));
    }

    private static void positive(List<String> problems, String setting, Duration value, String example) {
        if (value.isNegative() || value.isZero()) {
            problems.add(
                    "%s is %s; use more than nothing, such as %s".formatted(setting, Readiness.text(value), example));
        }
    }
}
