package dev.lictor.e2e;

import java.util.List;

/** Faults that need control of the node. */
interface NodeFaults {

    /** Cuts these pods off from all other pods; the node and the API server still reach them. */
    void cut(List<String> podAddresses);

    /** Ends all cuts. */
    void heal();

    /** Stops and starts servers of the node: {@code kubelet}, {@code containerd}, {@code kube-proxy}. */
    void restart(List<String> servers);

    /** Sends a container's first process a signal, such as {@code KILL}, {@code STOP} or {@code CONT}. */
    void signal(String namespace, String pod, String container, String signal);

    /** Gives an imported image another name. */
    void tag(String image, String another);

    /** A small file system of its own, of so many MiB; its path on the node. */
    String smallFolder(String name, int mebibytes);
}
