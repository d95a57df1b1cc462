package dev.lictor.config;

import io.smallrye.config.WithDefault;

/** Ports that Consul opens. */
public interface PortSettings {
    /** Port of Consul's API with TLS. */
    @WithDefault("8501")
    int https();

    /** Port of Consul's API without TLS; -1 is off. */
    @WithDefault("-1")
    int http();

    /** Port of Consul's DNS; -1 is off. */
    @WithDefault("-1")
    int dns();
}
