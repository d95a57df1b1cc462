package dev.lictor.sidecar.acts;

import java.util.List;

/** What became of an action. */
sealed interface Outcome {
    /** @param peers those that could be joined */
    record Joined(List<String> peers, String why) implements Outcome {}

    record NotJoined(String words) implements Outcome {}

    /** The mounted certificate is served. */
    record Serving(Mount.Whole mount) implements Outcome {}

    /** Another certificate than the mounted one is served. */
    record ServingOther(Mount.Whole mount, String words) implements Outcome {}

    record Reloaded(Mount.Whole mount, String why) implements Outcome {}

    record NotReloaded(Mount.Whole mount, String words) implements Outcome {}

    /** That no more could be found out than why not. */
    record Unknown(String words) implements Outcome {}
}
