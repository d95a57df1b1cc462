/** What a sidecar asks, how often, and what came of it. */
@NullMarked
package dev.lictor.sidecar.observe;

import org.jspecify.annotations.NullMarked;
