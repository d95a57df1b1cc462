package dev.lictor.operations;

/** The outcome for one file of a manifest folder. */
public record FileOutcome(String file, Action action) {
    public enum Action {
        WRITTEN("written"),
        UNCHANGED("unchanged"),
        REMOVED("removed: it is no longer rendered"),
        KEPT("kept: key material is never overwritten or removed"),
        FOREIGN("left alone: lictor did not write it");

        private final String words;

        Action(String words) {
            this.words = words;
        }
    }

    @Override
    public String toString() {
        return file + " " + action.words;
    }
}
