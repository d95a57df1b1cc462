package dev.lictor.sidecar;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulHttpApi;
import dev.lictor.consul.Handshakes;
import dev.lictor.consul.RefusalBackoff;
import dev.lictor.consul.ServerTrust;
import dev.lictor.consul.Token;
import dev.lictor.sidecar.acts.Attendant;
import dev.lictor.sidecar.backup.Keeper;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
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
    ServerTrust trust(SidecarSpec spec) {
        return new ServerTrust(spec.consul());
    }

    /** One for all, so that what one has seen another can tell the age of. */
    @Produces
    @Singleton
    MonotonicClock clock() {
        return new MonotonicClock();
    }

    @Produces
    @Singleton
    Watch watch(SidecarSpec spec, ServerTrust trust, Vertx vertx, MonotonicClock clock, Instance<Attendant> attendant) {
        var consul = seldomRefused(new ConsulHttpApi(vertx, spec.consul(), trust), spec, clock);
        var certificates = new MountedCertificates(spec.consul().tlsDirectory());
        var observer = new Observer(
                consul, certificates, spec.limits().maxAge(), spec.consul().timeout(), clock, alarm(vertx));
        // Connections and a patience of its own: what blocks for seconds holds up no poll.
        var patient = spec.consul().within(Inspector.PATIENCE);
        var inspector = new Inspector(
                seldomRefused(new ConsulHttpApi(vertx, patient, trust), spec, clock),
                new Handshakes(vertx, patient),
                new MountedVolume(spec.dataDirectory(), Inspector.PATIENCE, vertx),
                clock);
        return new Watch(observer, inspector, () -> attendant.get().refused(), spec, clock, LOG::info);
    }

    private static ConsulApi seldomRefused(ConsulApi consul, SidecarSpec spec, InstantSource clock) {
        return new RefusalBackoff(consul, () -> spec.consul().token().flatMap(Token::read), clock);
    }

    static Alarm alarm(Vertx vertx) {
        return (after, ring) -> {
            long timer = vertx.setTimer(after.toMillis(), _ -> ring.run());
            return () -> vertx.cancelTimer(timer);
        };
    }

    @Produces
    @Singleton
    Attendant attendant(SidecarSpec spec, ServerTrust trust, Vertx vertx, MonotonicClock clock) {
        return Attendant.of(spec.acts(), spec.consul(), trust, vertx, clock, LOG::info);
    }

    @Produces
    @Singleton
    Keeper keeper(SidecarSpec spec, Vertx vertx, MonotonicClock clock) {
        return Keeper.of(spec.backups(), spec.consul(), vertx, clock, LOG::info);
    }
}
