package dev.lictor.bootstrap.takeover;

/**
 * The mount where a server keeps the data that outlives its pod.
 *
 * @param whole whether the whole volume is mounted, and not a folder of it
 */
public record DataMount(String folder, String claim, boolean whole) {}
