/** Where servers listen, and who may reach them. */
@NullMarked
package dev.lictor.cluster.network;

import org.jspecify.annotations.NullMarked;
