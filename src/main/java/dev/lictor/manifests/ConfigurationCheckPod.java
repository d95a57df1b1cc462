package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The pod in which the wanted Consul reads the wanted configuration ({@code consul validate}) before a server is replaced. The configuration
 * is in annotations that the pod mounts, so that nothing else has to be written. It mounts no key material: the gossip key in it is a
 * placeholder.
 */
public final class ConfigurationCheckPod {
    /** The container that runs {@code consul validate}. */
    public static final String CONTAINER = "consul";

    private static final String PREFIX = "lictor.dev/";
    private static final String SHARED = PREFIX + "checked-configuration";
    private static final String OWN = PREFIX + "checked-server";
    /** An admission policy may change the image in the pod's spec, so it is also here. */
    private static final String IMAGE = PREFIX + "checked-image";

    private static final String VOLUME = "configuration";
    private static final String DIRECTORY = "/consul/check";
    private static final String NO_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private ConfigurationCheckPod() {}

    public static String name(ClusterSpec spec) {
        return spec.names().statefulSet() + "-check";
    }

    /**
     * @param server a running server: its service account and pull secrets get the image
     * @param deadlineSeconds after which Kubernetes ends the pod, if nobody deletes it
     */
    public static Pod of(ClusterSpec spec, Pod server, long deadlineSeconds) {
        return new PodBuilder()
                .withMetadata(metadata(spec, server))
                .withNewSpec()
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(deadlineSeconds)
                .withTerminationGracePeriodSeconds(1L)
                .withServiceAccountName(server.getSpec().getServiceAccountName())
                .withImagePullSecrets(server.getSpec().getImagePullSecrets())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withPriorityClassName(spec.pods().placement().priorityClass().orElse(null))
                .withNodeSelector(
                        spec.pods().placement().nodeSelector().isEmpty()
                                ? null
                                : spec.pods().placement().nodeSelector())
                .withTolerations(Scheduling.tolerations(spec))
                .withSecurityContext(PodTemplate.restricted(spec.pods().user()))
                .withContainers(Containers.configurationCheck(spec, VOLUME, DIRECTORY))
                .withVolumes(volume())
                .endSpec()
                .build();
    }

    /** Whether a pod checks the same configuration with the same image. */
    public static boolean isSame(Pod live, Pod wanted) {
        return checked(live).equals(checked(wanted));
    }

    private static Map<String, String> checked(Pod pod) {
        var checked = new TreeMap<>(
                Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of()));
        checked.keySet().retainAll(List.of(SHARED, OWN, IMAGE));
        return checked;
    }

    private static ObjectMeta metadata(ClusterSpec spec, Pod server) {
        return new ObjectMetaBuilder()
                .withName(name(spec))
                .withNamespace(spec.names().namespace())
                .withLabels(Labels.ofConfigurationCheck(spec))
                .withAnnotations(annotations(spec))
                .withOwnerReferences(server.getMetadata().getOwnerReferences().stream()
                        .map(ConfigurationCheckPod::notControlled)
                        .toList())
                .build();
    }

    /** The pod is deleted with the StatefulSet, if a run that was killed left it. */
    private static OwnerReference notControlled(OwnerReference owner) {
        return new OwnerReferenceBuilder(owner)
                .withController(null)
                .withBlockOwnerDeletion(null)
                .build();
    }

    private static Map<String, String> annotations(ClusterSpec spec) {
        var annotations = new TreeMap<>(spec.extras().annotations());
        annotations.putAll(spec.extras().podAnnotations());
        annotations.put(SHARED, ConsulConfiguration.shared(spec, Mounts.DATA, Mounts.TLS));
        annotations.put(OWN, own(spec));
        annotations.put(IMAGE, spec.images().consul());
        return annotations;
    }

    /** As {@code lictor prepare} writes it, with placeholders for what only a server knows. */
    private static String own(ClusterSpec spec) {
        var node = spec.names().server(0);
        var servers = IntStream.range(0, spec.servers()).mapToObj(spec::address).toList();
        return ConsulConfiguration.own(node, "127.0.0.1", ConsulConfiguration.peers(node, servers), NO_KEY, Map.of());
    }

    private static Volume volume() {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("config.json")
                .withFieldRef(annotation(SHARED))
                .endItem()
                .addNewItem()
                .withPath("server.json")
                .withFieldRef(annotation(OWN))
                .endItem()
                .endDownwardAPI()
                .build();
    }

    private static ObjectFieldSelector annotation(String key) {
        return new ObjectFieldSelector(null, "metadata.annotations['%s']".formatted(key));
    }
}
