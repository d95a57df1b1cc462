package dev.lictor.consul;

/** A server as autopilot judges it. */
public record ServerHealth(String id, String name, boolean healthy, boolean voter) {}
