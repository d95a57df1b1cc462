package dev.lictor.cluster.network;

/** How many IP families a Service has. */
public enum IpFamilyPolicy {
    SINGLE_STACK("SingleStack"),
    PREFER_DUAL_STACK("PreferDualStack"),
    REQUIRE_DUAL_STACK("RequireDualStack");

    private final String text;

    IpFamilyPolicy(String text) {
        this.text = text;
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
        return text;
    }
}
