package dev.lictor.config;

import dev.lictor.cluster.network.IpFamilyPolicy;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Network access to the servers, and IP families. */
public interface NetworkSettings {
    /** Whether a NetworkPolicy allows only servers and the Job to reach ports 8300 and 8301, and closes all other ports but those of Consul's API and the sidecars; `false` removes none. */
    @WithDefault("false")
    boolean policy();

    /** Namespaces whose pods the NetworkPolicy allows to reach Consul's API, with commas between; unless set all pods. */
    Optional<String> clientNamespaces();

    /** IP families of Services: `single-stack`, `prefer-dual-stack` or `require-dual-stack`; Kubernetes' default unless set. */
    Optional<IpFamilyPolicy> ipFamilyPolicy();

    /** `IPv4`, `IPv6`, or both in the desired order, with a comma between: servers advertise an address of the first. Kubernetes' default unless set. */
    Optional<String> ipFamilies();
}
