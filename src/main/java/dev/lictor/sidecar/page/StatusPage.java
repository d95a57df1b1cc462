package dev.lictor.sidecar.page;

import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.sidecar.readiness.Reason;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A status as an HTML page: readiness first, then the reasons, then the facts. It needs no script. */
final class StatusPage {
    private static final String DOCUMENT = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {}<title>{}: {}</title>
            <style>{}</style>
            </head>
            <body class="{}">
            <header>
            {}<h1><bdi>{}</bdi></h1>
            <p class="verdict"><span aria-hidden="true">{}</span> {}</p>
            <p class="said">{}</p>
            </header>
            <main>
            {}{}{}{}{}{}{}</main>
            <footer>
            <p><time datetime="{}">{}</time>, Lictor {}. {}</p>
            <nav aria-label="The same for programs"><a href="status">Status as JSON</a> <a href="q/health">Health</a> <a href="q/metrics">Metrics</a></nav>
            </footer>
            </body>
            </html>
            """;
    private static final String KIND = "Consul server";
    private static final int REFRESH_SECONDS = 5;

    private StatusPage() {}

    /** @param refreshing whether the page reloads itself; slow readers and users of screen readers turn this off */
    static String html(Status status, boolean refreshing) {
        var ready = status.readiness().ready();
        var verdict = ready ? "Ready" : "Not ready";
        var known = status.server().flatMap(Status.Server::itself).map(Status.Itself::name);
        var name = known.orElse(KIND);
        return Html.of(
                        DOCUMENT,
                        refreshing
                                ? Html.of("<meta http-equiv=\"refresh\" content=\"{}\">\n", REFRESH_SECONDS)
                                : Html.NOTHING,
                        verdict,
                        name,
                        Stylesheet.TEXT,
                        ready ? "ready" : "unready",
                        known.map(_ -> Html.of("<p class=\"kind\">{}</p>\n", KIND))
                                .orElse(Html.NOTHING),
                        name,
                        ready ? "✓" : "✕",
                        verdict,
                        sentence(status),
                        reasons("Why", "why", status.readiness().reasons()),
                        Sections.server(status),
                        Sections.peers(status),
                        Sections.certificates(status),
                        Sections.volume(status),
                        Sections.backups(status),
                        reasons("Not checked", "unchecked", status.readiness().unchecked()),
                        status.at().truncatedTo(ChronoUnit.MILLIS),
                        StatusWords.second(status.at()),
                        status.lictor(),
                        refreshing
                                ? Html.of("Refreshes every {} s: <a href=\"?refresh=off\">pause</a>.", REFRESH_SECONDS)
                                : Html.of("Paused: <a href=\"./\">refresh</a>."))
                .markup();
    }

    private static Html sentence(Status status) {
        var following = status.leader()
                .map(leader -> Html.of(" of <bdi>{}</bdi>", leader.called()))
                .orElse(Html.of("; no leader is known"));
        var named = status.leader()
                .map(leader -> Html.of("the leader is <bdi>{}</bdi>", leader.called()))
                .orElse(Html.of("no leader is known"));
        var role = switch (status.readiness().role()) {
            case LEADER -> Html.of("Leader");
            case FOLLOWER -> Html.of("Follower{}", following);
            case NON_VOTER -> Html.of("Follower without a vote{}", following);
            case CANDIDATE -> Html.of("Candidate; {}", named);
            case UNKNOWN -> Html.of("Of unknown role; {}", named);
        };
        var seen = status.age()
                .map(age -> Html.of("Observed {} ago.", Readiness.text(age)))
                .orElse(Html.of("Not observed yet."));
        return Html.of("{}. <span class=\"quiet\">{}</span>", role, seen);
    }

    private static Html reasons(String title, String kind, List<Reason> reasons) {
        return reasons.isEmpty()
                ? Html.NOTHING
                : Html.of(
                        "<section class=\"{}\" aria-labelledby=\"{}\">\n<h2 id=\"{}\">{}</h2>\n<ul>\n{}</ul>\n</section>\n",
                        kind,
                        kind,
                        kind,
                        title,
                        Html.all(reasons.stream().map(reason -> Html.of("<li>{}</li>\n", reason.words()))));
    }
}
