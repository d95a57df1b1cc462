package dev.lictor.verify.probe;

import static java.util.Objects.requireNonNull;

import dev.lictor.consul.ConsulResult;
import dev.lictor.verify.Evidence;
import dev.lictor.verify.Evidence.Contradiction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a key through each server, reads it through the others, and leaves none behind, whatever came of it. */
public final class KvRoundTrip {
    public static final String PREFIX = "lictor/verify/";

    private final ServerFanOut servers;
    private final String folder;

    /** @param id which of several trials at once it is */
    public KvRoundTrip(ServerFanOut servers, String id) {
        this.servers = servers;
        this.folder = PREFIX + id + "/";
    }

    /** What speaks against a cluster that keeps keys. */
    public List<Evidence> run() throws InterruptedException {
        var written = servers.each(this::written);
        var remarks = new ArrayList<Evidence>();
        try {
            servers.each(server -> remarks(server, requireNonNull(written.get(server))))
                    .values()
                    .forEach(remarks::addAll);
        } finally {
            if (written.values().stream().anyMatch(KvRoundTrip::mayBeThere)) {
                remarks.addAll(removed());
            }
        }
        return remarks;
    }

    private ConsulResult<Boolean> written(String server) {
        return servers.ask(server, (consul, at) -> consul.put(at, folder + server, server));
    }

    private List<Evidence> remarks(String writer, ConsulResult<Boolean> written) {
        return switch (written) {
            case ConsulResult.Failed<Boolean>(var why) -> List.of(Evidence.of("written through " + writer, why));
            case ConsulResult.Seen<Boolean>(var _) ->
                servers.others(writer).stream()
                        .map(reader -> read(writer, reader))
                        .flatMap(Optional::stream)
                        .limit(1) // the next one would only take as long again
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
                                "what is written through %s is another through %s".formatted(writer, reader)));
        };
    }

    /** A write that was not answered may have happened all the same. */
    private static boolean mayBeThere(ConsulResult<Boolean> written) {
        return written.failure()
                .map(why -> switch (why.cause()) {
                    case FORBIDDEN, REFUSED, TLS -> false;
                    case TIMEOUT, STATUS, GARBAGE, TOO_LARGE, NETWORK -> true;
                })
                .orElse(true);
    }

    /** Through every server, since one is enough. */
    private List<Evidence> removed() throws InterruptedException {
        var removed =
                servers.each(server -> servers.<Boolean>ask(server, (consul, at) -> consul.removeAll(at, folder)));
        return removed.values().stream().anyMatch(answer -> answer.seen().isPresent())
                ? List.of()
                : List.of(new Contradiction(
                        "what was written may be left; consul kv delete -recurse %s removes it".formatted(folder)));
    }
}
