package dev.lictor.nativeimage;

import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass.Creators;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethodMap;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.RecomputeFieldValue;
import com.oracle.svm.core.annotate.RecomputeFieldValue.Kind;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.annotate.TargetElement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the members of examined classes out of the native image. Jackson keeps references to them from the serializers that {@link
 * BuildTimeSerialization} prepares, where they would be more than half of its size. Jackson collects them again if it needs them.
 */
@TargetClass(AnnotatedClass.class)
final class JacksonMembersSubstitution {
    @Alias
    @TargetElement(name = "_creators")
    @RecomputeFieldValue(kind = Kind.Reset)
    @Nullable
    Creators creators;

    @Alias
    @TargetElement(name = "_memberMethods")
    @RecomputeFieldValue(kind = Kind.Reset)
    @Nullable
    AnnotatedMethodMap methods;

    @Alias
    @TargetElement(name = "_fields")
    @RecomputeFieldValue(kind = Kind.Reset)
    @Nullable
    List<AnnotatedField> fields;

    private JacksonMembersSubstitution() {}
}
