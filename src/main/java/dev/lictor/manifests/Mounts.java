package dev.lictor.manifests;

/** The paths that the containers of a pod share. */
final class Mounts {
    static final String DATA = "/consul/data";
    /** A folder on the data volume, whose root belongs to Consul. */
    static final String BACKUPS_SUB_PATH = "lictor-backups";

    static final String BACKUPS = "/consul/backups";

    /** An empty folder on the data volume: with it the sidecar measures the free space, and sees none of the data. */
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
