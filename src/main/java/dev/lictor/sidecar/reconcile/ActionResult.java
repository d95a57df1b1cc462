package dev.lictor.sidecar.reconcile;

import java.util.List;

/** The result of an action. */
sealed interface ActionResult {
    /** @param peers addresses that were joined */
    record Joined(List<String> peers, String why) implements ActionResult {}

    record NotJoined(String words) implements ActionResult {}

    /** Consul serves the mounted certificate. */
    record Serving(MountedTls.Whole mount) implements ActionResult {}

    /** Consul serves another certificate than the mounted one. */
    record ServingOther(MountedTls.Whole mount, String words) implements ActionResult {}

    record Reloaded(MountedTls.Whole mount, String why) implements ActionResult {}

    record NotReloaded(MountedTls.Whole mount, String words) implements ActionResult {}

    /**
     * The check gave no result.
     *
     * @param words why
     */
    record Unknown(String words) implements ActionResult {}
}
