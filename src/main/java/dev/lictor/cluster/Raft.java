package dev.lictor.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Raft settings of the servers.
 *
 * @param multiplier Consul's {@code raft_multiplier}, which scales Raft's time-outs: with 1 a dead leader is noticed in about 2 s, with 5 in
 *     about 8 s
 * @param minQuorum Consul's {@code autopilot.min_quorum}: autopilot removes no dead server if fewer than this would be left; 0 for no
 *     limit
 * @param leaveOnTerminate Consul's {@code leave_on_terminate}: whether a server that is stopped also leaves Raft
 */
public record Raft(int multiplier, int minQuorum, boolean leaveOnTerminate) {
    /** Whether Raft can work with this number of servers: odd, so that each server adds tolerance. */
    static boolean isPossible(int servers) {
        return servers >= 1 && servers <= 7 && servers % 2 == 1;
    }

    List<String> problems(int servers) {
        var problems = new ArrayList<String>();
        if (multiplier < 1 || multiplier > 10) {
            problems.add("lictor.raft-multiplier is %d; Consul takes 1 to 10".formatted(multiplier));
        }
        if (minQuorum < 0) {
            problems.add("lictor.min-quorum is %d; use 0 or more".formatted(minQuorum));
        }
        if (isPossible(servers) && minQuorum > servers) {
            problems.add(
                    "lictor.min-quorum is %d of %d lictor.servers; use 0 to %d".formatted(minQuorum, servers, servers));
        }
        return problems;
    }
}
