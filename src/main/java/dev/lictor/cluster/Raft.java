package dev.lictor.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * How servers agree, and how they part.
 *
 * @param multiplier scales Raft's time-outs: 1 notices a dead leader in about 2 s, 5 in about 8 s
 * @param minQuorum servers below which autopilot removes no dead one; 0 for none
 * @param leaveOnTerminate whether a server that is stopped also leaves Raft
 */
public record Raft(int multiplier, int minQuorum, boolean leaveOnTerminate) {
    List<String> problems(int servers) {
        var problems = new ArrayList<String>();
        if (multiplier < 1 || multiplier > 10) {
            problems.add("lictor.raft-multiplier is %d; Consul takes 1 to 10".formatted(multiplier));
        }
        if (minQuorum < 0 || (servers > 0 && minQuorum > servers)) {
            problems.add(
                    "lictor.min-quorum is %d of %d lictor.servers; use 0 to %d".formatted(minQuorum, servers, servers));
        }
        return problems;
    }
}
