package dev.lictor.local;

import java.util.List;

/**
 * Where one server and its sidecar listen on 127.0.0.1.
 *
 * @param rpc of Raft, by which its peers know it: it stays for as long as its data does
 * @param serf of gossip, TCP and UDP
 */
record ServerPorts(int rpc, int serf, int https, int sidecar) {
    List<Integer> all() {
        return List.of(rpc, serf, https, sidecar);
    }
}
