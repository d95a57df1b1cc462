package dev.lictor.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, set by the build. */
public final class Version implements IVersionProvider {
    static String release() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"lictor " + release()};
    }
}
