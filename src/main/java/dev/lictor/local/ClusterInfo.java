package dev.lictor.local;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import java.nio.file.Path;

/** What stays the same while a local cluster runs. */
public record ClusterInfo(ClusterSpec spec, Path folder, ConsulProgram consul) {
    public String title() {
        return "Consul %s, datacenter %s, in %s".formatted(consul.version(), spec.datacenter(), folder);
    }

    public boolean clientsShowCertificates() {
        return spec.verifyIncoming() == VerifyIncoming.ALL;
    }
}
