package dev.lictor.config;

import java.util.Optional;

/** Additions to the objects and to Consul's configuration. */
public interface ExtraSettings {
    /** Labels of all objects and pods, and of Secrets when they are created: `key=value`, with commas between, or a JSON object. */
    Optional<String> labels();

    /** Annotations, as `lictor.extra.labels`. */
    Optional<String> annotations();

    /** Labels of the pods only, as `lictor.extra.labels`. */
    Optional<String> podLabels();

    /** Annotations of the pods only, as `lictor.extra.labels`. */
    Optional<String> podAnnotations();

    /** Volumes of the pods: JSON, a list as in a pod's `volumes`, of kinds that restricted Pod Security allows. */
    Optional<String> volumes();

    /** Mounts of these volumes in Consul's container: JSON, a list as in a container's `volumeMounts`, outside of `/consul`. */
    Optional<String> mounts();

    /** Consul's configuration in addition to Lictor's own: JSON, an object; keys that Lictor sets itself are refused. */
    Optional<String> consul();
}
