package dev.lictor.cluster;

import java.util.Optional;

/**
 * A server's volume claim.
 *
 * @param size a Kubernetes quantity such as {@code 1Gi}
 * @param storageClass the cluster's default class where empty
 */
public record Storage(String size, Optional<String> storageClass) {}
