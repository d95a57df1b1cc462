package dev.lictor.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private static final String KUBELET = "kubelet";
    private static final String CROWD = "crowd";

    private final OpenConnections<String, String> open = new OpenConnections<>(4);

    @Test
    void asManyAsMayBeOpenStay() {
        for (int i = 0; i < 4; i++) {
            assertThat(open.add(CROWD, "crowd-" + i)).isEmpty();
        }
    }

    @Test
    void theOldestOfWhoeverHasMostGivesWay() {
        open.add(KUBELET, "kubelet-0");
        open.add(CROWD, "crowd-0");
        open.add(CROWD, "crowd-1");
        open.add(CROWD, "crowd-2");

        assertThat(open.add("prometheus", "prometheus-0")).contains("crowd-0");
        assertThat(open.add(CROWD, "crowd-3")).contains("crowd-1");
    }

    @Test
    void aProbeIsTheLastToGoWhereAllComeFromItsAddress() {
        for (int i = 0; i < 4; i++) {
            open.add(CROWD, "crowd-" + i);
        }

        assertThat(open.add(CROWD, "probe")).contains("crowd-0");
        assertThat(open.add(CROWD, "crowd-4")).contains("crowd-1");
        assertThat(open.add(CROWD, "crowd-5")).contains("crowd-2");
        assertThat(open.add(CROWD, "crowd-6")).contains("crowd-3");
        assertThat(open.add(CROWD, "crowd-7")).contains("probe");
    }

    @Test
    void whatIsClosedMakesRoomOnce() {
        for (int i = 0; i < 4; i++) {
            open.add(CROWD, "crowd-" + i);
        }
        open.remove(CROWD, "crowd-2");
        open.remove(CROWD, "crowd-2");
        assertThat(open.add(KUBELET, "kubelet-0")).isEmpty();

        // One that had to go is closed after that, and counts no more
        assertThat(open.add(KUBELET, "kubelet-1")).contains("crowd-0");
        open.remove(CROWD, "crowd-0");
        assertThat(open.add(KUBELET, "kubelet-2")).isPresent();
    }

    @Test
    void anAddressThatHasNoneLeftIsForgotten() {
        for (int i = 0; i < 100; i++) {
            open.add("address-" + i, "connection-" + i);
            open.remove("address-" + i, "connection-" + i);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(open.add("new-" + i, "new-" + i)).isEmpty();
        }

        assertThat(open.add(KUBELET, "probe")).contains("new-0");
    }
}
