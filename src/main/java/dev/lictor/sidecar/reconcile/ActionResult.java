package dev.lictor.sidecar.reconcile;

import java.util.List;

/** What became of an action. */
sealed interface ActionResult {
    /** @param peers those that could be joined */
    record Joined(List<String> peers, String why) implements ActionResult {}

    record NotJoined(String words) implements ActionResult {}

    /** The mounted certificate is served. */
    record Serving(MountedTls.Whole mount) implements ActionResult {}

    /** Another certificate than the mounted one is served. */
    record ServingOther(MountedTls.Whole mount, String words) implements ActionResult {}

    record Reloaded(MountedTls.Whole mount, String why) implements ActionResult {}

    record NotReloaded(MountedTls.Whole mount, String words) implements ActionResult {}

    /** That no more could be found out than why not. */
    record Unknown(String words) implements ActionResult {}
}
