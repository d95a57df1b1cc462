package dev.lictor.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MappedRegionTest {
    private static final String LICTOR = "/usr/local/bin/lictor";

    @Test
    void aReadOnlyMappingThatEqualsTheFileIsUnmodified() {
        assertThat(MappedRegion.unmodified(mapping("7f00-8f00 r-xp 00010000 fe:00 1", LICTOR, 0), LICTOR))
                .containsExactly(new MappedRegion(0x7f00, 0x8f00));
    }

    @Test
    void aWritableMappingIsLeftOut() {
        assertThat(MappedRegion.unmodified(mapping("7f00-8f00 rw-p 00010000 fe:00 1", LICTOR, 0), LICTOR))
                .isEmpty();
    }

    @Test
    void aMappingThatTheLinkerWroteIsLeftOut() {
        assertThat(MappedRegion.unmodified(mapping("7f00-8f00 r--p 00010000 fe:00 1", LICTOR, 12), LICTOR))
                .isEmpty();
    }

    @Test
    void mappingsOfOtherFilesAndAnonymousMemoryAreLeftOut() {
        var smaps = mapping("7f00-8f00 r--p 00010000 fe:00 1", LICTOR, 12)
                + mapping("8f00-9f00 ---p 00000000 00:00 0", "", 0)
                + mapping("9f00-af00 r-xp 00010000 fe:00 2", "/lib/libc.so.6", 0)
                + mapping("af00-bf00 r--p 00020000 fe:00 1", LICTOR, 0);

        assertThat(MappedRegion.unmodified(smaps, LICTOR)).containsExactly(new MappedRegion(0xaf00, 0xbf00));
    }

    private static String mapping(String head, String file, int anonymous) {
        return """
                %s                   %s
                Size:                  4 kB
                Rss:                   4 kB
                Anonymous:            %2d kB
                VmFlags: rd ex mr mw me
                """.formatted(head, file, anonymous);
    }
}
