package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import java.io.File;
import java.util.List;
import java.util.Optional;

/** The command line that starts this program again, for a sidecar. */
public record SelfCommand(List<String> command) {
    public SelfCommand {
        command = List.copyOf(command);
    }

    /**
     * @param nativeImage whether this process runs a native executable and not a jar in a JVM
     * @param executable the executable of this process: Lictor itself, or Java
     * @param classPath the class path of the JVM
     */
    public static SelfCommand of(boolean nativeImage, Optional<String> executable, String classPath) {
        var path = executable.orElseThrow(() -> new CannotStartException(
                "the system does not report the executable of this process, so no sidecar can be started"));
        if (nativeImage) {
            return new SelfCommand(List.of(path));
        }
        if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
            throw new CannotStartException(
                    "sidecars can be started only from Lictor's jar or executable, and this process runs neither; use java -jar");
        }
        // Small heap and few threads: several sidecars share a laptop.
        return new SelfCommand(
                List.of(path, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", classPath));
    }
}
