package dev.lictor;

import java.util.Map;

/** What this process is, told by its subcommand before Quarkus starts, for afterwards it is too late to open no port. */
enum Role {
    SIDECAR,
    COMMAND;

    static Role of(String... args) {
        return args.length > 0 && args[0].equals("sidecar") ? SIDECAR : COMMAND;
    }

    /** What Quarkus has to be told by system properties. */
    Map<String, String> properties() {
        return switch (this) {
            case SIDECAR -> Map.of();
            case COMMAND -> Map.of("quarkus.http.host-enabled", "false", "quarkus.scheduler.enabled", "false");
        };
    }
}
