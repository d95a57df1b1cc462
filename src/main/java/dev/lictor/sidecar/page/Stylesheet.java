package dev.lictor.sidecar.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page's style sheet. It is part of the page, so that the browser loads nothing else and the policy can forbid everything else. */
final class Stylesheet {
    static final Html TEXT = new Html("""
            :root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1f1e1b; --quiet: #625e56; --line: #e0dcd2; --good: #1b6a3e; --bad: #a3261c; --link: #1f4f8a }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #171613; --ink: #ece8e0; --quiet: #a9a398; --line: #38352f; --good: #82c99c; --bad: #f39b8f; --link: #9fc3ef }
            }
            * { box-sizing: border-box; margin: 0; padding: 0 }
            html { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; -webkit-text-size-adjust: 100% }
            body { max-width: 46rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 4rem) 1.25rem 3rem; font-variant-numeric: tabular-nums }
            h1 { font: 400 clamp(2rem, 8vw, 3rem)/1.15 "Iowan Old Style", Palatino, "Palatino Linotype", Georgia, "DejaVu Serif", serif; letter-spacing: -.01em }
            h1, li, dd, th[scope=row], .said { overflow-wrap: anywhere }
            h2, thead, dt, .kind { color: var(--quiet); font-size: .875rem; font-weight: 400 }
            h2 { margin-bottom: .5rem; padding-bottom: .375rem; border-bottom: 1px solid var(--line); color: var(--ink); font-weight: 600 }
            section { margin-top: 2.5rem }
            .verdict { margin-top: .75rem; font-size: 1.375rem; font-weight: 600 }
            .ready .verdict { color: var(--good) }
            .unready .verdict, .bad { color: var(--bad) }
            .why { margin-top: 1.25rem; padding-left: 1rem; border-left: 3px solid var(--bad) }
            .why h2 { border: 0; margin: 0; padding: 0 }
            ul { list-style: none }
            li + li { margin-top: .375rem }
            dl { display: grid; grid-template-columns: minmax(8rem, 1fr) minmax(0, 2fr); gap: .375rem 1rem; align-items: baseline }
            table { width: 100%; border-collapse: collapse }
            th, td { padding: .3125rem 1rem .3125rem 0; text-align: left; vertical-align: baseline; font-weight: 400 }
            th[scope=row] { min-width: 7.75rem }
            th .quiet { font-size: .875em }
            @media (max-width: 30rem) {
              table { font-size: .875rem }
              th, td { padding-right: .5rem }
            }
            th:last-child, td:last-child { padding-right: 0 }
            .quiet { color: var(--quiet) }
            .hidden-facts { margin-top: .5rem; font-size: .875rem }
            time { white-space: nowrap }
            footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .875rem }
            nav a { margin-right: 1rem }
            a { color: var(--link); text-underline-offset: .2em }
            a:focus-visible { outline: 2px solid; outline-offset: 2px }
            """);

    /** The hash for the Content-Security-Policy: base64 of the SHA-256 of the text between the style tags. */
    static final String SHA_256 = sha256(TEXT.markup());

    private Stylesheet() {}

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
