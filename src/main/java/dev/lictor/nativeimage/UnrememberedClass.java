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
 * All that Jackson saw of a class is reached from what it keeps of it, and would be more than half of what {@link
 * PreparedSerialization} leaves in a native image. It stays behind: Jackson looks again if it has to.
 */
@TargetClass(AnnotatedClass.class)
final class UnrememberedClass {
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

    private UnrememberedClass() {}
}
