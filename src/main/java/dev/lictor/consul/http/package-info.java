/** Calls Consul's API over HTTP and HTTPS, and decides which server is trusted. */
@NullMarked
package dev.lictor.consul.http;

import org.jspecify.annotations.NullMarked;
