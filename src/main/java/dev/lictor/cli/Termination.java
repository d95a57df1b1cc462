package dev.lictor.cli;

import java.lang.reflect.Proxy;

/**
 * What SIGTERM does. By reflection, since javac warns of any other use of {@code sun.misc.Signal}, cannot be told not to (Java 25), and
 * nothing supported has taken its place. The native image knows the classes by {@code reachability-metadata.json}.
 */
final class Termination {
    private Termination() {}

    static void isAnswered(Runnable answer) {
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
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), answering);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("module jdk.unsupported has sun.misc.Signal", e);
        }
    }
}
