package dev.lictor.bootstrap.takeover;

/**
 * Where a server keeps the data that outlives its pod.
 *
 * @param whole whether all of the volume is there, and not a folder of it
 */
public record DataMount(String folder, String claim, boolean whole) {}
