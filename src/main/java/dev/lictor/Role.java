package dev.lictor;

/** The role of this process. Quarkus opens its port at start, so the role is decided from the command line before that. */
enum Role {
    SIDECAR,
    COMMAND;

    /** A sidecar has no flags. {@code sidecar} with a flag is a request for help or a mistake, so it runs as a command. */
    static Role of(String... args) {
        return args.length == 1 && args[0].equals("sidecar") ? SIDECAR : COMMAND;
    }
}
