package dev.lictor.sidecar.backup;

import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.sidecar.backup.SpaceRules.Room;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceRulesTest {
    private static final long MB = 1_000_000;
    private static final long FOR_DATA = SpaceRules.FOR_DATA;

    private final SpaceRules rules = new SpaceRules(100 * MB, 24);

    @ParameterizedTest
    @CsvSource({"50000, 252000", "25000, 252000", "1000, 252000", "400, 1000"})
    void howFullADiskOfOthersIsDoesNotMatterAsLongAsTheDataHasRoom(long freeMegabytes, long ofMegabytes) {
        assertThat(freeMegabytes).isLessThan(ofMegabytes);
        assertThat(rules.forNext(List.of(), 0, freeMegabytes * MB)).isInstanceOfSatisfying(Room.Enough.class, room -> {
            assertThat(room.bytes()).isEqualTo(100 * MB);
            assertThat(room.limit())
                    .isEqualTo(
                            "a snapshot takes more than 100.0 MB, and all backups may take 100.0 MB (lictor.sidecar.backup-space): set it to more than that");
        });
    }

    @Test
    void someRoomStaysFreeForTheData() {
        assertThat(rules.forNext(List.of(), 0, FOR_DATA + 10 * MB)).isInstanceOfSatisfying(Room.Enough.class, room -> {
            assertThat(room.bytes()).isEqualTo(5 * MB);
            assertThat(room.limit())
                    .isEqualTo(
                            "the disk has 144.2 MB free, of which 134.2 MB are kept free for Consul's own log, and a snapshot of more than 5.0 MB takes twice that while it is written: free some of that disk, or enlarge it");
        });
        assertThat(rules.forNext(List.of(), 0, FOR_DATA))
                .isEqualTo(
                        new Room.None(
                                "the disk has 134.2 MB free, of which 134.2 MB are kept free for Consul's own log: free some of that disk, or enlarge it"));
    }

    @Test
    void whatIsKnownToBeTooLargeIsNotAskedFor() {
        assertThat(rules.forNext(backups(20), 20 * MB, FOR_DATA + 30 * MB))
                .isEqualTo(
                        new Room.None(
                                "the disk has 164.2 MB free, of which 134.2 MB are kept free for Consul's own log, and a snapshot of 20.0 MB takes twice that while it is written: free some of that disk, or enlarge it"));
        assertThat(rules.forNext(backups(20), 101 * MB, 1000 * MB))
                .isEqualTo(
                        new Room.None(
                                "a snapshot takes 101.0 MB or more, and all backups may take 100.0 MB (lictor.sidecar.backup-space): set it to more than that"));
    }

    @ParameterizedTest
    @CsvSource({
        // free besides what is for the data, how many of five of 20 MB go
        "1000, 1",
        "40, 1",
        "39, 1",
        "21, 1",
        "19, 2",
        "0, 2",
        "-20, 3",
        "-40, 4",
    })
    void theOldestGiveWayToTheNext(long freeMegabytes, int go) {
        var five = backups(20, 20, 20, 20, 20);

        assertThat(rules.forNext(five, 20 * MB, FOR_DATA + freeMegabytes * MB))
                .isInstanceOfSatisfying(
                        Room.Enough.class, room -> assertThat(room.remove()).isEqualTo(five.subList(5 - go, 5)));
    }

    @Test
    void noneGoesForWhatHasNoRoomAllTheSame() {
        assertThat(rules.forNext(backups(20, 20), 20 * MB, FOR_DATA - 20 * MB)).isInstanceOf(Room.None.class);
    }

    @Test
    void theLastOneStaysBesideTheNextThoughTogetherTheyTakeMore() {
        assertThat(rules.forNext(backups(60), 60 * MB, 1000 * MB))
                .isInstanceOfSatisfying(
                        Room.Enough.class, room -> assertThat(room.remove()).isEmpty());
        assertThat(rules.surplus(backups(60, 60), 1000 * MB))
                .containsExactly(backups(60, 60).getLast());
    }

    @ParameterizedTest
    @CsvSource({
        // free besides what is for the data, how many of three of 20 MB go
        "0, 0",
        "-1, 1",
        "-20, 1",
        "-21, 2",
        "-1000, 2",
    })
    void theOldestGiveWayToTheDataDownToOne(long freeMegabytes, int go) {
        var three = backups(20, 20, 20);

        assertThat(rules.surplus(three, FOR_DATA + freeMegabytes * MB)).isEqualTo(three.subList(3 - go, 3));
    }

    @Test
    void thereAreNoMoreThanAreToBe() {
        assertThat(new SpaceRules(100 * MB, 2).surplus(backups(1, 1, 1), 1000 * MB))
                .containsExactly(backups(1, 1, 1).getLast());
    }

    /** Newest first, an hour apart. */
    private static List<Backup> backups(long... megabytes) {
        var sizes = LongStream.of(megabytes).boxed().toList();
        return IntStream.range(0, sizes.size())
                .mapToObj(hours -> Backup.of(NOW.minus(Duration.ofHours(hours)), sizes.get(hours) * MB))
                .toList();
    }
}
