package dev.lictor.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all tests of a run the same {@link TestCluster}, and closes it after the last; and the {@link ConsulCluster} that k8s/ makes
 * without changes. The first test that needs it waits for it.
 */
final class SharedCluster implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == TestCluster.class || type == ConsulCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getRoot().getStore(Namespace.create(SharedCluster.class));
        var place = store.computeIfAbsent(TestCluster.class, key -> TestCluster.find(), TestCluster.class);
        return parameter.getParameter().getType() == TestCluster.class
                ? place
                : store.computeIfAbsent(ConsulCluster.class, key -> FirstBootstrap.of(place), ConsulCluster.class);
    }
}
