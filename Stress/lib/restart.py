"""Servers ended and started again, one after another, under load: no request may fail.

In three ways: on one port, the new server started when the old has ended; on one port with a delay before draining; and
behind HAProxy, two servers in turn, which takes one out while it is not ready.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from client import Address, Client
from crew import Crew, Tally
from report import Report
from restart_traffic import SIZES, restart_traffic
from server_process import ServerProcess, free_port
from verdicts import judge_traffic

HAPROXY = """
global
  maxconn 2000
defaults
  mode http
  retries 3
  option redispatch
  option httpchk GET /readyz
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend all
  bind 127.0.0.1:{front}
  default_backend servers
backend servers
  balance roundrobin
  default-server check inter 100ms fall 1 rise 1
  server first 127.0.0.1:{first}
  server second 127.0.0.1:{second}
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="softmax-loss-server")
    parser.add_argument("--restarts", type=int, default=15, help="in each way (default 15)")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds that each server serves (default 0.5)")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    return parser.parse_args()


def under_load(address: Address, work: Callable[[], None]) -> dict[str, Tally]:
    crew = Crew()
    for size in SIZES:
        for keeps in (True, False):
            crew.start(f"{size}, {'keep-alive' if keeps else 'new connections'}", restart_traffic, address, size, keeps)
    try:
        work()
    finally:
        tallies = crew.finish()
    return tallies


def one_port(options: argparse.Namespace, server_options: list[str], report: Report) -> dict[str, Tally]:
    port = free_port()
    server = ServerProcess(options.binary, port, server_options)
    statuses = []

    def work() -> None:
        nonlocal server
        for _ in range(options.restarts):
            time.sleep(options.pause)
            server.terminate()
            statuses.append(server.wait())
            server = ServerProcess(options.binary, port, server_options)
        time.sleep(options.pause)

    try:
        tallies = under_load(("127.0.0.1", port), work)
    finally:
        server.kill()
    report.require("exit statuses", sorted(set(statuses)), "[0]", set(statuses) == {0})
    return tallies


def overlapping(options: argparse.Namespace, report: Report) -> dict[str, Tally]:
    """The new server starts while the old one still answers what it had begun."""
    port = free_port()
    servers = [ServerProcess(options.binary, port, [])]

    def work() -> None:
        for _ in range(options.restarts):
            time.sleep(options.pause)
            servers[-1].terminate()
            servers.append(ServerProcess(options.binary, port, []))
        time.sleep(options.pause)

    try:
        tallies = under_load(("127.0.0.1", port), work)
    finally:
        servers[-1].terminate()
        statuses = {server.wait() for server in servers}
    report.require("exit statuses", sorted(statuses), "[0]", statuses == {0})
    return tallies


def is_up(address: Address) -> bool:
    try:
        with Client(address, timeout=2) as client:
            return client.exchange(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").status == 200
    except OSError:
        return False


def behind_haproxy(options: argparse.Namespace, report: Report) -> dict[str, Tally]:
    ports = {"front": free_port(), "first": free_port(), "second": free_port()}
    address = ("127.0.0.1", ports["front"])
    delay = ["--drain-delay", "500ms"]
    servers = [ServerProcess(options.binary, ports[name], delay) for name in ("first", "second")]
    names = ("first", "second")
    with tempfile.TemporaryDirectory() as directory:
        configuration = Path(directory) / "haproxy.cfg"
        configuration.write_text(HAPROXY.format(**ports), encoding="ascii")
        proxy = subprocess.Popen(["haproxy", "-db", "-q", "-f", str(configuration)], stdin=subprocess.DEVNULL)

        def work() -> None:
            for number in range(options.restarts):
                turn = number % 2
                # Both are in service by then: health checks come every 100 ms.
                time.sleep(options.pause + 0.5)
                servers[turn].terminate()
                servers[turn].wait()
                servers[turn] = ServerProcess(options.binary, ports[names[turn]], delay)

        try:
            deadline = time.monotonic() + 10
            while not is_up(address) and time.monotonic() < deadline:
                time.sleep(0.05)
            tallies = under_load(address, work)
        finally:
            proxy.terminate()
            proxy.wait()
            for server in servers:
                server.kill()
    return tallies


WAYS: dict[str, Callable[[argparse.Namespace, Report], dict[str, Tally]]] = {
    "one-port": lambda options, report: one_port(options, [], report),
    "overlapping": overlapping,
    "drain-delay": lambda options, report: one_port(options, ["--drain-delay", "500ms"], report),
    "haproxy": behind_haproxy,
}


def main() -> int:
    options = arguments()
    report = Report()
    for way in options.ways:
        print(f"{way}: {options.restarts} restarts", flush=True)
        tallies = WAYS[way](options, report)
        judge_traffic(report, tallies)
        total = sum((tally.counts for tally in tallies.values()), start=Tally().counts)
        report.note("answered", total["answered"])
        report.note("tried again: refused", total["refused"])
        for end in ("closed", "reset"):
            for connection in ("a connection in use", "a new connection"):
                name = f"{end} without an octet, {connection}"
                if end == "reset":
                    report.require(name, total[name], "0", total[name] == 0)
                else:
                    report.note(name, total[name])
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
