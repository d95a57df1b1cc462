package dev.lictor.consul.http;

import java.security.cert.CertificateException;

/** A server showed a certificate that is not believed. The message says why and what to do, and is fit to be printed. */
final class UntrustedServerException extends CertificateException {
    UntrustedServerException(String message) {
        super(message);
    }
}
