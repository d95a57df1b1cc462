package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;
import java.util.stream.Stream;

/** Rules on image tags. */
final class ImageRules {
    private ImageRules() {}

    static List<Finding> movingTag(ClusterSpec spec, Facts facts) {
        if (!spec.images().pullPolicy().equals("IfNotPresent")) {
            return List.of();
        }
        return Stream.of(spec.images().consul(), spec.images().lictor())
                .distinct()
                .filter(ImageRules::moves)
                .<Finding>map(image -> new Finding.Warning(
                        "image %s has a tag that can move, and nodes keep the image that they pulled first"
                                .formatted(image),
                        "use a tag with a version, or set lictor.image-pull-policy to Always"))
                .toList();
    }

    /** Whether the tag is missing or {@code latest}. A digest never moves. The port of a registry is not a tag. */
    private static boolean moves(String image) {
        var last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
    }
}
