package dev.lictor;

/** What this process is, told by its command line before Quarkus starts, for afterwards it is too late to open no port. */
enum Role {
    SIDECAR,
    COMMAND;

    /** A sidecar takes no flags: with any it is a call for help, or a mistake. */
    static Role of(String... args) {
        return args.length == 1 && args[0].equals("sidecar") ? SIDECAR : COMMAND;
    }
}
