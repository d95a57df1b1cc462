package dev.lictor.cluster.network;

import java.util.Optional;
import java.util.stream.Stream;

/** A version of the Internet protocol. */
public enum IpFamily {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String text;

    IpFamily(String text) {
        this.text = text;
    }

    public static Optional<IpFamily> parse(String text) {
        return Stream.of(values())
                .filter(family -> family.text.equalsIgnoreCase(text))
                .findFirst();
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
        return text;
    }
}
