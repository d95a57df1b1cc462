package dev.lictor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeStateTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        local,    '',                      '',   ReadWriteOnce,    true
        hostPath, '',                      '',   ReadWriteOnce,    false
        nfs,      '',                      '',   ReadWriteMany,    false
        '',       '',                      '',   ReadWriteOnce,    false
        csi,      File,                    '',   ReadWriteMany,    true
        csi,      None,                    ext4, ReadWriteOnce,    false
        csi,      ReadWriteOnceWithFSType, ext4, ReadWriteOnce,    true
        csi,      ReadWriteOnceWithFSType, ext4, ReadWriteOncePod, true
        csi,      ReadWriteOnceWithFSType, ext4, ReadWriteMany,    false
        csi,      ReadWriteOnceWithFSType, '',   ReadWriteOnce,    false
        csi,      another,                 ext4, ReadWriteOnce,    false
        """)
    void fsGroupSupportIsDecidedAsTheKubeletDoes(
            String source, String policy, String fileSystem, String mode, boolean supportsFsGroup) {
        assertThat(new VolumeState(source, policy, fileSystem, Set.of(mode)).supportsFsGroup())
                .isEqualTo(supportsFsGroup);
    }
}
