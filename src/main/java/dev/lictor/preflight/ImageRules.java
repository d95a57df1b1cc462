package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;
import java.util.stream.Stream;

/** What an image's name promises. */
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
                        "image %s means another one from day to day, and nodes keep the one they pulled first"
                                .formatted(image),
                        "give it a tag of its version, or set lictor.image-pull-policy to Always"))
                .toList();
    }

    /** Without a tag, or with {@code latest}; a digest never moves, and a registry's port is no tag. */
    private static boolean moves(String image) {
        var last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
    }
}
