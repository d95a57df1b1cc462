package dev.lictor.kube;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.BasicClassIntrospector;
import com.fasterxml.jackson.databind.introspect.ClassIntrospector;
import com.fasterxml.jackson.databind.introspect.POJOPropertiesCollector;
import com.fasterxml.jackson.databind.introspect.POJOPropertyBuilder;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.Map;

/** Spares Jackson the constructors of classes that are only written as JSON: to look at them is a third of its preparation, natively. */
@Singleton
final class WriteOnlyClasses implements KubernetesClientObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        mapper.setConfig(mapper.getSerializationConfig().with(new Introspector()));
    }

    private static final class Introspector extends BasicClassIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public ClassIntrospector copy() {
            return new Introspector();
        }

        @Override
        protected POJOPropertiesCollector constructPropertyCollector(
                MapperConfig<?> config,
                AnnotatedClass described,
                JavaType type,
                boolean forSerialization,
                AccessorNamingStrategy naming) {
            return new POJOPropertiesCollector(config, forSerialization, type, described, naming) {
                @Override
                protected void _addCreators(Map<String, POJOPropertyBuilder> properties) {
                    // none
                }
            };
        }
    }
}
