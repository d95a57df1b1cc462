package dev.lictor.sidecar;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.ConsulHttpApi;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Puts the sidecar together. Nothing of it is made unless it is asked for, so commands do not pay. */
final class Wiring {
    private static final Logger LOG = Logger.getLogger("dev.lictor.sidecar");

    @Produces
    @Singleton
    @DefaultBean
    SidecarSpec spec() {
        return SidecarSpec.of(SettingsSource.environmentOnly(System.getenv()).read());
    }

    @Produces
    @Singleton
    Watch watch(SidecarSpec spec, Vertx vertx) {
        var clock = new MonotonicClock();
        var consul = new ConsulHttpApi(vertx, spec.consul());
        var certificates = new MountedCertificates(spec.consul().tlsDirectory());
        return new Watch(new Observer(consul, certificates, clock), spec, clock, LOG::info);
    }
}
