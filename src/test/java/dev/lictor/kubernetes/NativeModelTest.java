package dev.lictor.kubernetes;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jackson must see by reflection what the API's objects are made of, and the native executable carries only those
 * classes: .mvn/maven.config hides the models' indexes and service lists from Quarkus, which would register all.
 * {@code mvn test -Dtest=NativeModelTest -Dgolden.update=true} writes the file anew.
 */
class NativeModelTest {
    private static final Path METADATA =
            Path.of("src/main/resources/META-INF/native-image/dev.lictor/kubernetes-model/reachability-metadata.json");
    private static final String MODEL = "io.fabric8.kubernetes.api.model";

    @Test
    void theNativeExecutableHasEveryModelClassThatIsUsed() throws IOException {
        var expected = metadata(closure());
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(METADATA.getParent());
            Files.writeString(METADATA, expected);
        }
        assertThat(METADATA).content().isEqualTo(expected);
    }

    private static Set<String> closure() {
        var known = new TreeSet<String>();
        used().forEach(type -> add(type, known));
        add(Status.class, known); // why a request was refused
        return known;
    }

    /** The model classes that the program names, by themselves or by their builders. */
    private static Stream<Class<?>> used() {
        return new ClassFileImporter()
                .importPackages("dev.lictor").stream()
                        .filter(type -> type.getSource()
                                .map(source -> !source.getUri().toString().contains("test-classes"))
                                .orElse(false))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(type -> type.getPackageName().startsWith(MODEL))
                        .map(JavaClass::getName)
                        .map(name -> name.replaceAll("(Builder|Fluent)(\\$.*)?$", ""))
                        .distinct()
                        .<Class<?>>map(NativeModelTest::load)
                        .filter(KubernetesResource.class::isAssignableFrom);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Type type, Set<String> known) {
        switch (type) {
            case ParameterizedType parameterized -> {
                add(parameterized.getRawType(), known);
                Arrays.stream(parameterized.getActualTypeArguments()).forEach(argument -> add(argument, known));
            }
            case GenericArrayType array -> add(array.getGenericComponentType(), known);
            case WildcardType wildcard ->
                Arrays.stream(wildcard.getUpperBounds()).forEach(bound -> add(bound, known));
            case Class<?> raw when raw.isArray() -> add(raw.getComponentType(), known);
            case Class<?> raw
            when raw.getName().startsWith("io.fabric8.kubernetes") && known.add(raw.getName()) -> {
                converters(raw).forEach(converter -> add(converter, known));
                if (raw.getSuperclass() != null) {
                    add(raw.getGenericSuperclass(), known);
                }
                for (var field : raw.getDeclaredFields()) {
                    add(field.getGenericType(), known);
                    converters(field).forEach(converter -> add(converter, known));
                }
                for (var method : raw.getDeclaredMethods()) {
                    converters(method).forEach(converter -> add(converter, known));
                }
            }
            default -> {}
        }
    }

    private static Stream<Class<?>> converters(AnnotatedElement element) {
        var reading = element.getDeclaredAnnotation(JsonDeserialize.class);
        var writing = element.getDeclaredAnnotation(JsonSerialize.class);
        return Stream.concat(
                reading == null ? Stream.of() : Stream.of(reading.using(), reading.contentUsing()),
                writing == null ? Stream.of() : Stream.of(writing.using(), writing.contentUsing()));
    }

    private static String metadata(Set<String> types) {
        return types.stream().map("""
            {
              "type": "%s",
              "allDeclaredConstructors": true,
              "allDeclaredMethods": true,
              "allDeclaredFields": true
            }\
            """::formatted).collect(joining(",\n", "{\n  \"reflection\": [\n", "\n  ]\n}\n"));
    }
}
