package dev.lictor.sidecar;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.consul.http.RefusalBackoff;
import dev.lictor.consul.http.ServerTrust;
import dev.lictor.consul.http.TlsProbe;
import dev.lictor.consul.http.TokenFile;
import dev.lictor.sidecar.backup.BackupJob;
import dev.lictor.sidecar.observe.MountedCertificates;
import dev.lictor.sidecar.observe.MountedVolume;
import dev.lictor.sidecar.observe.Observer;
import dev.lictor.sidecar.observe.SlowPoller;
import dev.lictor.sidecar.reconcile.Reconciler;
import dev.lictor.time.MonotonicClock;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Produces the sidecar's beans. All are lazy, so other commands create none of them. */
public final class SidecarBeans {
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

    /** All beans share one clock, so that one can compute the age of what another has observed. */
    @Produces
    @Singleton
    MonotonicClock clock() {
        return new MonotonicClock();
    }

    @Produces
    @Singleton
    Monitor monitor(
            SidecarSpec spec, ServerTrust trust, Vertx vertx, MonotonicClock clock, Instance<Reconciler> reconciler) {
        var consul = seldomRefused(new ConsulHttpApi(vertx, spec.consul(), trust), spec, clock);
        var certificates = new MountedCertificates(spec.consul().tlsDirectory());
        var observer = new Observer(
                consul, certificates, spec.limits().maxAge(), spec.consul().timeout(), clock, timer(vertx));
        // Slow polls have connections and a time limit of their own: an answer that takes seconds delays no poll.
        var slow = spec.consul().within(SlowPoller.TIMEOUT);
        var slowPoller = new SlowPoller(
                seldomRefused(new ConsulHttpApi(vertx, slow, trust), spec, clock),
                new TlsProbe(vertx, slow),
                new MountedVolume(spec.dataDirectory(), SlowPoller.TIMEOUT, vertx),
                clock);
        return new Monitor(observer, slowPoller, () -> reconciler.get().refused(), spec, clock, LOG::info);
    }

    private static ConsulApi seldomRefused(ConsulApi consul, SidecarSpec spec, InstantSource clock) {
        return new RefusalBackoff(consul, () -> spec.consul().token().flatMap(TokenFile::read), clock);
    }

    public static OneShotTimer timer(Vertx vertx) {
        return (after, ring) -> {
            long timer = vertx.setTimer(after.toMillis(), _ -> ring.run());
            return () -> vertx.cancelTimer(timer);
        };
    }

    @Produces
    @Singleton
    Reconciler reconciler(SidecarSpec spec, ServerTrust trust, Vertx vertx, MonotonicClock clock) {
        return Reconciler.of(spec.actions(), spec.consul(), trust, vertx, clock, LOG::info);
    }

    @Produces
    @Singleton
    BackupJob backupJob(SidecarSpec spec, Vertx vertx, MonotonicClock clock) {
        return BackupJob.of(spec.backups(), spec.consul(), vertx, clock, LOG::info);
    }
}
