package dev.lictor.consul.http;

import java.security.cert.CertificateException;

/** The certificate of a server is not trusted. The message says why and what to do, and is safe to print. */
final class UntrustedServerException extends CertificateException {
    UntrustedServerException(String message) {
        super(message);
    }
}
