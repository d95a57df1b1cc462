package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;

/**
 * What Kubernetes may allow: a verb on a resource of one name.
 *
 * @param resource with a subresource as in {@code pods/proxy}
 * @param group of the API; empty for the core one
 * @param resource as a Role has it, such as {@code pods} or {@code pods/portforward}
 * @param namespace empty where the resource is in none; a namespace is in itself, but for its creation
 * @param name empty for any, as a creation by POST is asked for
 */
public record Permission(String verb, String group, String resource, String namespace, String name) {
    public static Permission to(String verb, HasMetadata object) {
        var key = ObjectKey.of(object);
        var version = object.getApiVersion();
        return new Permission(
                verb,
                version.contains("/") ? version.substring(0, version.indexOf('/')) : "",
                ResourceKind.plural(key.kind()),
                object instanceof Namespace ? key.name() : key.namespace(),
                key.name());
    }

    /** By POST, which names its object only in its body, where no rule looks. */
    public static Permission toCreate(HasMetadata object) {
        var right = to("create", object);
        return new Permission(
                right.verb, right.group, right.resource, object instanceof Namespace ? "" : right.namespace, "");
    }
}
