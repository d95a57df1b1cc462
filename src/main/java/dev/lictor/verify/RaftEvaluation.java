package dev.lictor.verify;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftServer;
import dev.lictor.verify.Evidence.Contradiction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Evaluates whether the servers agree on one leader and on the number of voters. */
final class RaftEvaluation {
    private RaftEvaluation() {}

    static List<Evidence> oneLeader(Map<String, ConsulResult<String>> answers) {
        var evidence = new ArrayList<Evidence>();
        var named = new TreeMap<String, List<String>>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<String>(var why) -> evidence.add(Evidence.of(server, why));
                case ConsulResult.Seen<String>(var leader) -> {
                    if (leader.isEmpty()) {
                        evidence.add(new Contradiction(server + " knows no leader"));
                    } else {
                        named.computeIfAbsent(leader, _ -> new ArrayList<>()).add(server);
                    }
                }
            }
        });
        if (named.size() > 1) {
            evidence.add(new Contradiction(named.entrySet().stream()
                    .map(leader -> "%s by %s".formatted(leader.getKey(), String.join(" and ", leader.getValue())))
                    .collect(Collectors.joining(", but ", "named is ", ""))));
        }
        return evidence;
    }

    static List<Evidence> voters(Map<String, ConsulResult<List<RaftServer>>> answers, int wanted) {
        var evidence = new ArrayList<Evidence>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<List<RaftServer>>(var why) -> evidence.add(Evidence.of(server, why));
                case ConsulResult.Seen<List<RaftServer>>(var configured) -> {
                    var voters = configured.stream().filter(RaftServer::voter).count();
                    if (voters != wanted) {
                        evidence.add(new Contradiction("%s counts %d voters of %d servers, and %d are wanted"
                                .formatted(server, voters, configured.size(), wanted)));
                    }
                }
            }
        });
        return evidence;
    }
}
