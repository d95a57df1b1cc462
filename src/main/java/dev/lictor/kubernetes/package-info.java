/** The Kubernetes API as Lictor needs it: dry runs, server-side apply, and creation without overwriting. */
@NullMarked
package dev.lictor.kubernetes;

import org.jspecify.annotations.NullMarked;
