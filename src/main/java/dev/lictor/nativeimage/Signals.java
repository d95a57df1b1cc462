package dev.lictor.nativeimage;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * What signals do. By reflection, since javac warns of any other use of {@code sun.misc.Signal}, cannot be told not to (Java 25), and
 * nothing supported has taken its place. The native image knows the classes by {@code reachability-metadata.json}.
 */
public final class Signals {
    private Signals() {}

    /** SIGUSR1 has a native executable of Quarkus write its heap, and with it every key, to a file, which no setting of the build prevents. */
    public static void dumpNoHeap() {
        areAnswered(List.of("USR1"), () -> {});
    }

    public static void terminationIsAnswered(Runnable answer) {
        areAnswered(List.of("TERM"), answer);
    }

    /** So are Ctrl-C and the end of the terminal, too. */
    public static void terminationOrInterruptionIsAnswered(Runnable answer) {
        areAnswered(List.of("TERM", "INT", "HUP"), answer);
    }

    /** Whether a signal was there before it could be answered: then Quarkus waits for the end of the command, and tells it nothing. */
    public static boolean endIsUnderWay() {
        var hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    public static void resizeIsAnswered(Runnable answer) {
        areAnswered(List.of("WINCH"), answer);
    }

    private static void areAnswered(List<String> names, Runnable answer) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var answering =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                        if (method.getName().equals("handle")) {
                            answer.run();
                        }
                        return null;
                    });
            var handle = signal.getMethod("handle", signal, handler);
            for (var name : names) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), answering);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("module jdk.unsupported has sun.misc.Signal", e);
        }
    }
}
