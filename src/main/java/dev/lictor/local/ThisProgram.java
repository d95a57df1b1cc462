package dev.lictor.local;

import java.util.List;

/** How this program is started once more, for a sidecar. */
public record ThisProgram(List<String> command) {
    public ThisProgram {
        command = List.copyOf(command);
    }

    /**
     * @param nativeImage whether it is an executable of its own rather than a jar in a JVM
     * @param executable of this process: the program itself, or Java
     * @param classPath of the JVM
     */
    public static ThisProgram of(boolean nativeImage, String executable, String classPath) {
        if (nativeImage) {
            return new ThisProgram(List.of(executable));
        }
        if (!classPath.endsWith(".jar") || classPath.contains(":")) {
            throw new CannotStartException(
                    "sidecars are started from Lictor's jar or executable, and this is neither; use java -jar or the native one");
        }
        // A sidecar is small, and three of them share a laptop.
        return new ThisProgram(
                List.of(executable, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", classPath));
    }
}
