package dev.lictor.sidecar.observe;

import dev.lictor.consul.Agent;
import java.time.Instant;

/**
 * The last answer of {@code agent/self}. It is kept because {@code agent/self} sometimes takes longer than the time limit of a poll.
 *
 * @param at when the request was sent
 */
public record AgentSample(Instant at, Agent agent) {}
