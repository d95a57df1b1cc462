/** What the servers' pods ask of Kubernetes: nodes, resources, users, volumes. */
@NullMarked
package dev.lictor.cluster.pods;

import org.jspecify.annotations.NullMarked;
