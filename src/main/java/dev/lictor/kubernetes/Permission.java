package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;

/**
 * What RBAC can allow: a verb on a resource of one name.
 *
 * @param group the API group; empty for the core group
 * @param resource as a Role writes it, such as {@code pods}, or {@code pods/portforward} for a subresource
 * @param namespace empty for a cluster-scoped resource and for the creation of a namespace; for other verbs on a namespace its own name
 * @param name empty for any name: RBAC cannot restrict {@code POST} to a name
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

    /** Permission to create by {@code POST}: the object's name is only in the body, which RBAC does not read. */
    public static Permission toCreate(HasMetadata object) {
        var permission = to("create", object);
        return new Permission(
                permission.verb,
                permission.group,
                permission.resource,
                object instanceof Namespace ? "" : permission.namespace,
                "");
    }
}
