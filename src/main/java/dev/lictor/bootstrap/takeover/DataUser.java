package dev.lictor.bootstrap.takeover;

/** The user and group with which servers read and write their data. */
public record DataUser(long user, long group) {
    @Override
    public String toString() {
        return "user %d and group %d".formatted(user, group);
    }
}
