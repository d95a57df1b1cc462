package dev.lictor.manifests;

/** Where the parts of a pod find each other's files. */
final class Mounts {
    static final String DATA = "/consul/data";
    /** In the volume of the data, whose root is Consul's. */
    static final String BACKUPS_SUB_PATH = "lictor-backups";

    static final String BACKUPS = "/consul/backups";

    /** Nothing lies in it: by it the sidecar sees how much room the volume has, and none of the data. */
    static final String SPACE_SUB_PATH = "lictor-space";

    static final String SPACE = "/consul/space";
    static final String TLS = "/consul/tls";
    static final String TOKENS = "/consul/tokens";
    static final String TOKEN = "token";
    static final String BACKUP_TOKEN = "backup-token";
    static final String GOSSIP = "/consul/gossip";
    static final String SHARED_CONFIGURATION = "/consul/shared";
    static final String OWN_CONFIGURATION = "/consul/own";
    static final String OWN_FILE = OWN_CONFIGURATION + "/server.json";

    private Mounts() {}
}
