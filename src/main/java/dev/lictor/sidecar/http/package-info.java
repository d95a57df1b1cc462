/** What the sidecar's port refuses, whoever serves what there. */
@NullMarked
package dev.lictor.sidecar.http;

import org.jspecify.annotations.NullMarked;
