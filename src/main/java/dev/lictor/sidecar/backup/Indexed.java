package dev.lictor.sidecar.backup;

/** @param index of the last entry of Raft's log that is in the backup */
record Indexed(Backup backup, long index) {}
