package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import java.io.File;
import java.util.List;
import java.util.Optional;

/** How this program is started once more, for a sidecar. */
public record SelfCommand(List<String> command) {
    public SelfCommand {
        command = List.copyOf(command);
    }

    /**
     * @param nativeImage whether it is an executable of its own rather than a jar in a JVM
     * @param executable of this process: the program itself, or Java
     * @param classPath of the JVM
     */
    public static SelfCommand of(boolean nativeImage, Optional<String> executable, String classPath) {
        var path = executable.orElseThrow(() -> new CannotStartException(
                "the system does not tell which executable runs here, so no sidecar can be started"));
        if (nativeImage) {
            return new SelfCommand(List.of(path));
        }
        if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
            throw new CannotStartException(
                    "sidecars are started from Lictor's jar or executable, and this is neither; use java -jar");
        }
        // A sidecar is small, and several of them share a laptop.
        return new SelfCommand(
                List.of(path, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", classPath));
    }
}
