"""Contestants that are servers: a turn sends requests for a while, and its cost is the time for one of them."""

import re
import subprocess
import threading
import time
from pathlib import Path

from batches import Batch
from connection import Connection
from servers import Server


class Line:
    """One connection, and what it sends in turn."""

    def __init__(self, server: Server, batches: list[Batch], first: int):
        self.connection = Connection(server.url)
        # Every connection begins with another body, so that no two send the same at once.
        self.batches = batches[first:] + batches[:first]
        self.requests = [self.connection.request(server.path, batch.body) for batch in self.batches]
        self.next = 0
        self.lengths = [0] * len(batches)
        self.latencies: list[float] = []
        self.failure: BaseException | None = None

    def check(self, who: str) -> None:
        """Every answer, against NumPy; this warms the server up, too."""
        for index, (request, batch) in enumerate(zip(self.requests, self.batches)):
            content = self.connection.exchange(request)
            batch.check(content, who)
            self.lengths[index] = len(content)

    def send_until(self, deadline: float) -> None:
        """At least one request. What takes no time is checked: the status, and that the length is what it was."""
        try:
            last = time.perf_counter()
            while True:
                index = self.next % len(self.requests)
                if len(self.connection.exchange(self.requests[index])) != self.lengths[index]:
                    raise RuntimeError("an answer is not what it was")
                self.next += 1
                now = time.perf_counter()
                self.latencies.append(now - last)
                if now >= deadline:
                    return
                last = now
        except BaseException as error:
            self.failure = error


class Clients:
    """Connections that each send as fast as they are answered. Where there are several servers, they take turns."""

    def __init__(self, name: str, servers: list[Server], batches: list[Batch], connections: int, seconds: float):
        self.name, self.seconds = name, seconds
        self.costs: list[float] = []
        self.lines = [
            Line(servers[number % len(servers)], batches, number % len(batches)) for number in range(connections)
        ]
        self.check()

    def check(self) -> None:
        for line in self.lines:
            line.check(self.name)

    def take_turn(self) -> None:
        before = sum(line.next for line in self.lines)
        started = time.perf_counter()
        deadline = started + self.seconds
        if len(self.lines) == 1:
            self.lines[0].send_until(deadline)
        else:
            threads = [threading.Thread(target=line.send_until, args=(deadline,)) for line in self.lines]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        elapsed = time.perf_counter() - started
        for line in self.lines:
            if line.failure:
                raise RuntimeError(f"{self.name} failed") from line.failure
        self.costs.append(elapsed / (sum(line.next for line in self.lines) - before))

    @property
    def latencies(self) -> list[float]:
        return [latency for line in self.lines for latency in line.latencies]


class Wrk:
    """Many connections of small batches, by wrk; what it gets is checked before and afterwards."""

    def __init__(
        self, name: str, server: Server, batches: list[Batch], connections: int, seconds: float, script: Path,
        is_fixed: bool = False, threads: int = 1,
    ):
        self.name, self.server, self.batches, self.threads = name, server, batches, threads
        self.connections, self.seconds, self.script, self.is_fixed = connections, seconds, script, is_fixed
        self.costs: list[float] = []
        self.milliseconds: dict[str, list[float]] = {"50%": [], "99%": []}
        self.check()

    def check(self) -> None:
        if not self.is_fixed:
            Line(self.server, self.batches, 0).check(self.name)

    def take_turn(self) -> None:
        command = ["wrk", "--threads", str(self.threads), "--connections", str(self.connections), "--latency"]
        command += ["--duration", f"{self.seconds:.0f}s", "--script", str(self.script), self.server.url + self.server.path]
        said = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"{self.name} did not answer everything with 200:\n{said}")
        self.costs.append(1 / float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]))
        for percentile, values in self.milliseconds.items():
            value, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", said).groups()
            values.append(float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def write_wrk_script(path: Path, batches: list[Batch]) -> None:
    """Requests that are made once, so that the generator takes as little of the machine as it can."""
    quoted = ",\n".join(f"[==[{batch.body.decode()}]==]" for batch in batches)
    path.write_text(
        f"""
        local bodies, requests, last = {{ {quoted} }}, {{}}, 0
        init = function()
            for index, body in ipairs(bodies) do
                requests[index] = wrk.format("POST", nil, {{ ["Content-Type"] = "application/json" }}, body)
            end
        end
        request = function()
            last = last % #requests + 1
            return requests[last]
        end
        """,
        encoding="utf-8",
    )
