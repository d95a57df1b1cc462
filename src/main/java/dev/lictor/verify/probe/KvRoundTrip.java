package dev.lictor.verify.probe;

import static java.util.Objects.requireNonNull;

import dev.lictor.consul.ConsulResult;
import dev.lictor.verify.Evidence;
import dev.lictor.verify.Evidence.Contradiction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a key through each server, reads it through the others, and removes all keys afterwards, also on failure. */
public final class KvRoundTrip {
    public static final String PREFIX = "lictor/verify/";

    private final ServerFanOut servers;
    private final String folder;

    /** @param id distinguishes runs at the same time */
    public KvRoundTrip(ServerFanOut servers, String id) {
        this.servers = servers;
        this.folder = PREFIX + id + "/";
    }

    /** Runs the round trip and returns the evidence against it; empty if all keys are read as written. */
    public List<Evidence> run() throws InterruptedException {
        var written = servers.each(this::written);
        var evidence = new ArrayList<Evidence>();
        try {
            servers.each(server -> evidence(server, requireNonNull(written.get(server))))
                    .values()
                    .forEach(evidence::addAll);
        } finally {
            if (written.values().stream().anyMatch(KvRoundTrip::mayBeThere)) {
                evidence.addAll(removed());
            }
        }
        return evidence;
    }

    private ConsulResult<Boolean> written(String server) {
        return servers.ask(server, (consul, at) -> consul.put(at, folder + server, server));
    }

    private List<Evidence> evidence(String writer, ConsulResult<Boolean> written) {
        return switch (written) {
            case ConsulResult.Failed<Boolean>(var why) -> List.of(Evidence.of("written through " + writer, why));
            case ConsulResult.Seen<Boolean>(var _) ->
                servers.others(writer).stream()
                        .map(reader -> read(writer, reader))
                        .flatMap(Optional::stream)
                        .limit(1) // another reader would wait as long again
                        .toList();
        };
    }

    private Optional<Evidence> read(String writer, String reader) {
        ConsulResult<String> answer = servers.ask(reader, (consul, at) -> consul.get(at, folder + writer));
        return switch (answer) {
            case ConsulResult.Failed<String>(var why) ->
                Optional.of(Evidence.of("written through %s, read through %s".formatted(writer, reader), why));
            case ConsulResult.Seen<String>(var value) ->
                value.equals(writer)
                        ? Optional.empty()
                        : Optional.of(new Contradiction(
                                "the value written through %s reads differently through %s".formatted(writer, reader)));
        };
    }

    /** Whether the key may exist: a write without an answer may have succeeded. */
    private static boolean mayBeThere(ConsulResult<Boolean> written) {
        return written.failure()
                .map(why -> switch (why.cause()) {
                    case FORBIDDEN, REFUSED, TLS -> false;
                    case TIMEOUT, STATUS, INVALID_ANSWER, TOO_LARGE, NETWORK -> true;
                })
                .orElse(true);
    }

    /** Removes the keys through every server; one success is enough. */
    private List<Evidence> removed() throws InterruptedException {
        var removed =
                servers.each(server -> servers.<Boolean>ask(server, (consul, at) -> consul.removeAll(at, folder)));
        return removed.values().stream().anyMatch(answer -> answer.seen().isPresent())
                ? List.of()
                : List.of(
                        new Contradiction("the written keys may still exist; consul kv delete -recurse %s removes them"
                                .formatted(folder)));
    }
}
