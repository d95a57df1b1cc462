"""Measures both watchers of one Consul server. Called by `sidecar`, which starts that server."""

import argparse
import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
from dataclasses import dataclass

import figures

TICKS = os.sysconf("SC_CLK_TCK")
RATE = 1000
HANG_IS_KNOWN = 3  # seconds
SETTLED = 35  # seconds, after which lictor has given back what its start needed
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Watcher:
    name: str
    command: list
    address: str
    live: str
    ready: str
    metrics: str
    environment: dict


def watchers(options):
    ours, theirs = (f"127.0.0.1:{port}" for port in options.ports)
    files = {name: f"{options.tls}/{name}" for name in ("ca.crt", "consul.crt", "consul-key.key")}
    host, port = ours.split(":")
    lictor = Watcher(
        "lictor", [options.lictor, *options.option, "sidecar"], ours, "/q/health/live", "/q/health/ready", "/q/metrics",
        {"LICTOR_SIDECAR_HOST": host, "LICTOR_SIDECAR_PORT": port, "LICTOR_SIDECAR_CONSUL_URL": options.consul,
         "LICTOR_SIDECAR_TLS_DIRECTORY": options.tls, "LICTOR_SIDECAR_BACKUP_DIRECTORY": f"{options.tls}/backups"})
    exporter = Watcher(
        "consul_exporter",
        [options.exporter, f"--web.listen-address={theirs}", f"--consul.server={options.consul}", f"--consul.ca-file={files['ca.crt']}",
         f"--consul.cert-file={files['consul.crt']}", f"--consul.key-file={files['consul-key.key']}"],
        theirs, "/-/healthy", "/-/ready", "/metrics", {})
    return lictor, exporter


@contextlib.contextmanager
def running(watcher):
    process = subprocess.Popen(
        watcher.command, env={**os.environ, **watcher.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def get(watcher, path):
    """The answer's text, or OSError for any status but 200. A connection of its own, as a kubelet makes."""
    with contextlib.closing(http.client.HTTPConnection(watcher.address, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
    if answer.status != 200:
        raise OSError(f"status {answer.status}: {text}")
    return text


def await_200(watcher, path, process):
    deadline = time.monotonic() + 30
    while True:
        figures.go_on()
        try:
            return get(watcher, path)
        except (OSError, http.client.HTTPException) as e:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{watcher.name}: no 200 from {path}: {e}") from e
            time.sleep(0.0005)


def start_milliseconds(watcher):
    begin = time.perf_counter()
    with running(watcher) as process:
        await_200(watcher, watcher.live, process)
        return (time.perf_counter() - begin) * 1000


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(process):
    lines = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {line.split()[0]: int(line.split()[1]) for line in lines}
    return kib["Rss:"] / 1024, kib["Anonymous:"] / 1024


def answer_milliseconds(watcher, seconds):
    """The median and the 99th percentile of RATE requests a second over one connection, each from the moment at which it was due."""
    host, port = watcher.address.split(":")
    request = f"GET {watcher.ready} HTTP/1.1\r\nHost: {watcher.address}\r\n\r\n".encode()
    took = []
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begin = time.perf_counter()
        for turn in range(seconds * RATE):
            if turn % RATE == 0:
                figures.go_on()
            due = begin + turn / RATE
            while time.perf_counter() < due:
                time.sleep(0)  # a longer sleep ends too late
            connection.sendall(request)
            await_answer(connection)
            took.append((time.perf_counter() - due) * 1000)
    took.sort()
    return took[len(took) // 2], took[len(took) * 99 // 100]


def await_answer(connection):
    """Reads one answer to its end, whatever its status: what hangs is to be told as fast as what is fine."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += receive(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    left = int(LENGTH.search(head).group(1)) - len(body)
    while left > 0:
        left -= len(receive(connection))


def receive(connection):
    read = connection.recv(65536)
    if not read:
        raise SystemExit("the connection was closed")
    return read


@contextlib.contextmanager
def hanging(process):
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def answers(both, consul, seconds):
    """For each, a row a figure: while Consul is fine, then while it hangs and that is known."""
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(running(watcher)) for watcher in both]
        for watcher, process in zip(both, processes):
            await_200(watcher, watcher.ready, process)
        time.sleep(SETTLED)
        fine = [answer_milliseconds(watcher, seconds) for watcher in both]
        with hanging(consul):
            time.sleep(HANG_IS_KNOWN)
            hung = [answer_milliseconds(watcher, seconds) for watcher in both]
    return [*zip(*fine), *zip(*hung)]


def watch(both, seconds):
    """For each: MiB resident and MiB of them anonymous, as a median and at most, and CPU seconds."""
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(running(watcher)) for watcher in both]
        for watcher, process in zip(both, processes):
            await_200(watcher, watcher.ready, process)
        begin = time.monotonic()
        memory = [[] for _ in processes]
        for turn in range(SETTLED + seconds):
            figures.go_on()
            if turn == SETTLED:  # what is done once, at the start, is another figure
                before = [cpu_seconds(process) for process in processes]
            for watcher in both:
                get(watcher, watcher.live)
                get(watcher, watcher.ready)
                if turn % 5 == 0 and "\nconsul_up 1" not in get(watcher, watcher.metrics):
                    raise SystemExit(f"{watcher.name} does not see Consul")
            time.sleep(max(0.0, begin + turn + 1 - time.monotonic()))
            if turn >= SETTLED:
                for samples, process in zip(memory, processes):
                    samples.append(memory_mib(process))
        return [(*map(figures.median, zip(*samples)), *map(max, zip(*samples)), cpu_seconds(process) - earlier)
                for samples, process, earlier in zip(memory, processes, before)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--starts", type=int, required=True)
    for path in ("consul", "tls", "lictor", "exporter"):
        parser.add_argument(f"--{path}", required=True)
    parser.add_argument("--ports", nargs=2, required=True)
    parser.add_argument("--consul-process", type=int, required=True)
    parser.add_argument("--answers", type=int, required=True, help="seconds for each row of answers")
    parser.add_argument("--option", action="append", default=[], help="one of the native runtime, such as -Xmx16m")
    options = parser.parse_args()
    figures.end_when_asked()

    both = watchers(options)
    starts = [[start_milliseconds(watcher) for watcher in both] for _ in range(options.starts)]
    start = [figures.median(column) for column in zip(*starts)]
    seconds = max(1, round(options.minutes * 60))
    resident, anonymous, most, most_anonymous, cpu = zip(*watch(both, seconds))
    fine, fine99, hung, hung99 = answers(both, options.consul_process, options.answers)
    size = [os.path.getsize(watcher.command[0]) / 1e6 for watcher in both]

    print(f"Median of {options.starts} interleaved starts; then {seconds} s of two probes a second and a scrape each 5 s. "
          "lictor asks Consul each second, the exporter only when it is scraped, and its readiness says nothing of Consul.\n")
    figures.table(both[1].name, [
        ("exec to first 200, ms", *start, "under 40", start[0] < 40),
        ("resident, MiB", *resident, "under 48", resident[0] < 48),
        ("of it anonymous, MiB", *anonymous, "", None),
        ("resident at most, MiB", *most, "under 48", most[0] < 48),
        ("anonymous at most, MiB", *most_anonymous, "", None),
        ("CPU, % of a core", *(100 * each / seconds for each in cpu), "under 0.5", 100 * cpu[0] / seconds < 0.5),
        (f"ready at {RATE} requests a second, median ms", *fine, "", None),
        ("the same, 99th percentile, ms", *fine99, "under 1", fine99[0] < 1),
        ("while Consul hangs, median ms", *hung, "", None),
        ("the same, 99th percentile, ms", *hung99, "under 1", hung99[0] < 1),
        ("executable, MB", *size, "under 95", size[0] < 95),
    ])


if __name__ == "__main__":
    main()
