package dev.lictor.e2e;

/** A line of the Raft configuration, as one server has it. */
record RaftMember(String node, String address, boolean leader, boolean voter) {}
