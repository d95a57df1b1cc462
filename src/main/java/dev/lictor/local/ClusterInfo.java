package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import java.nio.file.Path;

/** The facts about a local cluster that do not change while it runs. */
public record ClusterInfo(ClusterSpec spec, Path folder, ConsulProgram consul) {
    public String title() {
        return "Consul %s, datacenter %s, in %s".formatted(consul.version(), spec.datacenter(), folder);
    }

    /** Whether clients of the HTTPS API must present a certificate. */
    public boolean clientsNeedCertificates() {
        return spec.verifyIncoming() == VerifyIncoming.ALL;
    }
}
