package dev.lictor.sidecar.backup;

/** @param index of the last entry of Raft's log that is in the backup */
public record IndexedBackup(Backup backup, long index) {}
