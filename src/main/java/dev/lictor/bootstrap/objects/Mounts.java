package dev.lictor.bootstrap.objects;

/** Where the parts of a pod find each other's files. */
final class Mounts {
    static final String DATA = "/consul/data";
    static final String TLS = "/consul/tls";
    static final String GOSSIP = "/consul/gossip";
    static final String SHARED_CONFIGURATION = "/consul/shared";
    static final String OWN_CONFIGURATION = "/consul/own";
    static final String OWN_FILE = OWN_CONFIGURATION + "/server.json";

    private Mounts() {}
}
