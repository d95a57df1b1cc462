"""Measures a sidecar's memory before and while many connections are open. Called by `connections`."""

import argparse
import contextlib
import resource
import socket
import time

import figures
import sidecar

NOTHING = b""
HALF_A_REQUEST = b"GET /q/health/ready HTTP/1.1\r\nHost: x\r\nX: "
OPENED = 2  # seconds, after which all are accepted, and before the deadline of 5 s closes any


def watcher(options, port):
    host = "127.0.0.1"
    return sidecar.Watcher(
        "lictor", [options.lictor, "sidecar"], f"{host}:{port}", "/q/health/live", "/q/health/started", "/q/metrics",
        {"LICTOR_SIDECAR_HOST": host, "LICTOR_SIDECAR_PORT": port, "LICTOR_SIDECAR_CONSUL_URL": "http://127.0.0.1:1"})


def is_open(connection):
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def measure(options, port, words):
    """MiB resident and of them anonymous, before and while the sockets are open, and how many the sidecar has left open."""
    lictor = watcher(options, port)
    host, _, number = lictor.address.partition(":")
    with sidecar.running(lictor) as process, contextlib.ExitStack() as stack:
        sidecar.await_200(lictor, lictor.ready, process)
        time.sleep(sidecar.SETTLED)
        before = sidecar.memory_mib(process)
        connections = []
        for _ in range(options.sockets):
            figures.go_on()
            connection = stack.enter_context(socket.create_connection((host, int(number)), timeout=10))
            connections.append(connection)
            with contextlib.suppress(OSError):  # it is closed already
                connection.sendall(words)
            connection.setblocking(False)
        time.sleep(OPENED)
        sidecar.get(lictor, lictor.live)
        during = sidecar.memory_mib(process)
        return *before, *during, sum(map(is_open, connections))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, required=True)
    parser.add_argument("--lictor", required=True)
    parser.add_argument("--ports", nargs=2, required=True)
    options = parser.parse_args()
    figures.end_when_asked()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    print(f"| {options.sockets} connections | open after {OPENED} s | resident before, MiB | then | anonymous before, MiB | then | KiB an open one |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, words, port in (("that say nothing", NOTHING, options.ports[0]), ("with half a request", HALF_A_REQUEST, options.ports[1])):
        before, before_anonymous, during, during_anonymous, left = measure(options, port, words)
        each = f"{(during_anonymous - before_anonymous) * 1024 / left:.1f}" if left else "-"
        print(f"| {name} | {left} | {before:.1f} | {during:.1f} | {before_anonymous:.1f} | {during_anonymous:.1f} | {each} |", flush=True)


if __name__ == "__main__":
    main()
