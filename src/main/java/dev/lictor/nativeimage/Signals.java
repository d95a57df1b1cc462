package dev.lictor.nativeimage;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Handlers of POSIX signals. They are installed by reflection, because javac 25 warns of each other use of {@code sun.misc.Signal} and the
 * warning cannot be suppressed. The JDK has no supported replacement. {@code reachability-metadata.json} names the classes for the
 * native image.
 */
public final class Signals {
    private Signals() {}

    /** Ignores SIGUSR1. Otherwise a native executable of Quarkus writes its heap, with every key, to a file. No build setting prevents that. */
    public static void disableHeapDump() {
        handle(List.of("USR1"), () -> {});
    }

    public static void onTermination(Runnable action) {
        handle(List.of("TERM"), action);
    }

    /** Handles SIGTERM, SIGINT (Ctrl-C) and SIGHUP (the terminal is closed). */
    public static void onTerminationOrInterrupt(Runnable action) {
        handle(List.of("TERM", "INT", "HUP"), action);
    }

    /** Whether a signal came before its handler was installed. Quarkus then waits for the end of the command, which gets no notice. */
    public static boolean isShutdownInProgress() {
        var hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    public static void onResize(Runnable action) {
        handle(List.of("WINCH"), action);
    }

    private static void handle(List<String> names, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                }
                return null;
            });
            var handle = signal.getMethod("handle", signal, handler);
            for (var name : names) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("sun.misc.Signal of module jdk.unsupported is missing", e);
        }
    }
}
