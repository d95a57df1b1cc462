"""Times Lictor and the tutorial's commands on one API server. Called by `bootstrap`, which starts that server."""

import argparse
import re
import ssl
import subprocess
import time
import urllib.request

import figures

# What the API server does for itself, and our looking.
NOT_THE_CLIENTS = re.compile(r'group="coordination\.k8s\.io"|subresource="/(metrics|livez|readyz)')


def seconds(command):
    figures.go_on()
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    took = time.perf_counter() - begin
    if done.returncode:
        raise SystemExit(f"{command[0]}: exit code {done.returncode}: {done.stderr}")
    return took, done.stdout.splitlines()


class ApiServer:
    def __init__(self, url, pki):
        context = ssl.create_default_context(cafile=f"{pki}/ca.crt")
        context.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        self.url = url

    def calls(self):
        with self.opener.open(f"{self.url}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return sum(int(float(line.split()[-1])) for line in lines
                   if line.startswith("apiserver_request_total{") and not NOT_THE_CLIENTS.search(line))

    def calls_of(self, command):
        before = self.calls()
        seconds(command)
        return self.calls() - before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    for path in ("lictor", "by-hand", "consul", "kubectl", "api", "pki"):
        parser.add_argument(f"--{path}", required=True)
    options = parser.parse_args()
    figures.end_when_asked()
    api = ApiServer(options.api, options.pki)

    def lictor(namespace):
        return [options.lictor, "bootstrap", "--no-wait", "-n", namespace]

    def by_hand(namespace):
        return [options.by_hand, options.consul, options.kubectl, namespace]

    seconds(lictor("warm-lictor"))
    seconds(by_hand("warm-by-hand"))
    first, second, hand = [], [], []
    for turn in range(options.rounds):
        took, objects = seconds(lictor(f"lictor-{turn}"))
        first.append(took)
        took, report = seconds(lictor(f"lictor-{turn}"))
        second.append(took)
        if any("unchanged" not in line and "kept" not in line for line in report):
            raise SystemExit("a second run changed something:\n" + "\n".join(report))
        took, made = seconds(by_hand(f"by-hand-{turn}"))
        hand.append(took)
    first, second, hand = (figures.median(column) for column in (first, second, hand))
    calls = [api.calls_of(lictor("counted-lictor")), api.calls_of(lictor("counted-lictor")), api.calls_of(by_hand("counted-by-hand"))]

    print(f"Medians of {options.rounds} interleaved runs on fresh namespaces. A second run by hand fails at its first object.\n")
    figures.table("by hand", [
        ("first run, s", first, hand, "under 0.3, and a fifth", first < min(0.3, hand / 5)),
        ("second run, which changes nothing, s", second, hand, "under 0.3, and a fifth", second < min(0.3, hand / 5)),
        ("API calls of the first run", calls[0], calls[2], "", None),
        ("API calls of the second run", calls[1], calls[2], "", None),
        ("objects", len(objects), len(made), "", None),
    ])


if __name__ == "__main__":
    main()
