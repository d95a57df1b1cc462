package dev.lictor.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** This program's version, which the build fixes. */
public final class Version implements IVersionProvider {
    static String release() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"lictor " + release()};
    }
}
