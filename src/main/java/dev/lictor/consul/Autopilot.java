package dev.lictor.consul;

import java.util.OptionalLong;

/**
 * Autopilot's opinion of all servers, some seconds old.
 *
 * @param failureTolerance voters that may fail before the quorum is lost
 * @param leaderIndex last entry of the leader's log at that time; absent if no leader is listed
 */
public record Autopilot(boolean healthy, int failureTolerance, OptionalLong leaderIndex) {}
