package dev.lictor.operations;

/** What became of a file of a manifest folder. */
public record FileOutcome(String file, Fate fate) {
    public enum Fate {
        WRITTEN("written"),
        UNCHANGED("unchanged"),
        REMOVED("removed: it is no longer rendered"),
        KEPT("kept: key material is never overwritten or removed"),
        FOREIGN("left alone: it is not lictor's");

        private final String words;

        Fate(String words) {
            this.words = words;
        }
    }

    @Override
    public String toString() {
        return file + " " + fate.words;
    }
}
