/** Decides whether a server can serve, rule by rule. */
@NullMarked
package dev.lictor.sidecar.readiness;

import org.jspecify.annotations.NullMarked;
