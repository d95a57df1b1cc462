package dev.lictor.sidecar.observe;

import dev.lictor.consul.Agent;
import java.time.Instant;

/**
 * What {@code agent/self} last told, which now and then takes longer than any poll waits.
 *
 * @param at when it was asked
 */
public record AgentSample(Instant at, Agent agent) {}
