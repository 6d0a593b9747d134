"""Tensors as octets: the Open Inference Protocol beside Triton Inference Server and a raw ASGI app, the same requests to
all, in turns, answers checked; and Triton's own client to both."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import servers
from batches import Batch, make_batches
from connection import Connection
from contest import alternate, in_words, ratio, spread
from names import ASGI_OCTETS, OURS, TRITON

PATH = "/v2/models/softmax_loss/infer"


@dataclass
class Case:
    title: str
    shape: tuple[int, int]
    bodies: int
    rounds: int
    seconds: float
    contestants: list[str]
    client: bool = False
    """Whether tritonclient sends the requests."""


CASES = {
    "4x10": Case("4×10", (4, 10), 64, 15, 0.5, [OURS, TRITON, ASGI_OCTETS]),
    "256x1000": Case("256×1000", (256, 1000), 8, 15, 0.5, [OURS, TRITON, ASGI_OCTETS]),
    "32x32000": Case("32×32000", (32, 32000), 4, 11, 0.5, [OURS, TRITON, ASGI_OCTETS]),
    "4x10-client": Case("4×10, tritonclient", (4, 10), 64, 15, 0.5, [OURS, TRITON], True),
    "256x1000-client": Case("256×1000, tritonclient", (256, 1000), 8, 15, 0.5, [OURS, TRITON], True),
    "32x32000-client": Case("32×32000, tritonclient", (32, 32000), 4, 11, 0.5, [OURS, TRITON], True),
}


@contextlib.contextmanager
def triton(python: Path) -> Iterator[servers.Server]:
    """Triton with its Python backend, by PyPI's nvidia-pytriton in an environment of Debian's python3."""
    port = servers.free_port()
    process = subprocess.Popen(
        [str(python), str(servers.PEERS / "triton_numpy.py"), str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"PYTRITON_HOME": str(python.parent.parent / "pytriton")},
    )
    try:
        deadline = time.monotonic() + 120
        while not is_ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Triton did not start")
            time.sleep(0.2)
        yield servers.Server(f"http://127.0.0.1:{port}", process.pid, PATH)
    finally:
        # It is several processes, which take away with them what they have in shared memory and in files if they end by
        # themselves: when there is no more input, and after some seconds.
        process.stdin.close()
        try:
            process.wait(60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def is_ready(port: int) -> bool:
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    except OSError:
        return False
    with connection:
        connection.sendall(b"GET /v2/models/softmax_loss/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(64).startswith(b"HTTP/1.1 200")


def body_of(batch: Batch) -> tuple[bytes, int]:
    """JSON and octets, as tritonclient puts them together; and the length of the JSON."""
    tensors = [("logits", batch.logits, "FP32"), ("labels", batch.labels.astype(np.int64), "INT64")]
    head = json.dumps(
        {
            "inputs": [
                {"name": name, "shape": array.shape, "datatype": datatype, "parameters": {"binary_data_size": array.nbytes}}
                for name, array, datatype in tensors
            ],
            "parameters": {"binary_data_output": True},
        },
        separators=(",", ":"),
    ).encode()
    return head + b"".join(array.tobytes() for _, array, _ in tensors), len(head)


def tensors_of(content: memoryview, head: bytes) -> dict[str, np.ndarray]:
    at = head.find(b"\r\ninference-header-content-length:")
    length = int(head[at + 34 :].split(b"\r\n", 1)[0])
    tensors, offset = {}, length
    for output in json.loads(bytes(content[:length]))["outputs"]:
        size = output["parameters"]["binary_data_size"]
        tensors[output["name"]] = np.frombuffer(content[offset : offset + size], np.float32).reshape(output["shape"])
        offset += size
    return tensors


class Client:
    """Its costs are the median latencies of its turns."""

    def __init__(self, name: str, batches: list[Batch], seconds: float):
        self.name, self.batches, self.seconds = name, batches, seconds
        self.next = 0
        self.costs: list[float] = []

    def ask(self, index: int) -> None:
        """One request, of the batch `index`."""
        raise NotImplementedError

    def take_turn(self) -> None:
        latencies = []
        last = time.perf_counter()
        deadline = last + self.seconds
        while last < deadline:
            self.ask(self.next % len(self.batches))
            now = time.perf_counter()
            self.next += 1
            latencies.append(now - last)
            last = now
        self.costs.append(float(np.median(latencies)))


class Octets(Client):
    """A client that only writes and reads octets."""

    def __init__(self, name: str, server: servers.Server, batches: list[Batch], seconds: float):
        super().__init__(name, batches, seconds)
        self.connection = Connection(server.url)
        self.requests = []
        for batch in batches:
            content, length = body_of(batch)
            head = (
                f"POST {PATH} HTTP/1.1\r\nHost: {self.connection.host}\r\nContent-Type: application/octet-stream\r\n"
                f"Inference-Header-Content-Length: {length}\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            self.requests.append(head.encode() + content)
        self.lengths = [0] * len(batches)
        self.check()

    def check(self) -> None:
        """Every answer, against NumPy in float64; this warms the server up, too."""
        for index, (request, batch) in enumerate(zip(self.requests, self.batches)):
            content = self.connection.exchange(request)
            tensors = tensors_of(content, self.connection.head)
            batch.check_numbers(float(tensors["loss"].reshape(())), tensors["gradients"], self.name)
            self.lengths[index] = len(content)

    def ask(self, index: int) -> None:
        if len(self.connection.exchange(self.requests[index])) != self.lengths[index]:
            raise RuntimeError("an answer is not what it was")

    def close(self) -> None:
        self.connection.socket.close()


class TritonClient(Client):
    """tritonclient.http as it comes, from arrays to arrays."""

    def __init__(self, name: str, server: servers.Server, batches: list[Batch], seconds: float):
        import tritonclient.http as http

        super().__init__(name, batches, seconds)
        self.client = http.InferenceServerClient(urlsplit(server.url).netloc)
        self.http = http
        self.check()

    def infer(self, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
        inputs = [
            self.http.InferInput("logits", batch.logits.shape, "FP32"),
            self.http.InferInput("labels", batch.labels.shape, "INT64"),
        ]
        inputs[0].set_data_from_numpy(batch.logits)
        inputs[1].set_data_from_numpy(batch.labels)
        result = self.client.infer("softmax_loss", inputs)
        return result.as_numpy("loss"), result.as_numpy("gradients")

    def check(self) -> None:
        for batch in self.batches:
            loss, gradients = self.infer(batch)
            batch.check_numbers(float(loss.reshape(())), gradients, self.name)

    def ask(self, index: int) -> None:
        self.infer(self.batches[index])

    def close(self) -> None:
        self.client.close()


def measure(case: Case, binary: Path, python: Path, rounds: int | None) -> dict:
    batches = make_batches(case.shape, case.bodies)
    with contextlib.ExitStack() as stack:
        start = {
            OURS: lambda: stack.enter_context(servers.ours(binary)),
            TRITON: lambda: stack.enter_context(triton(python)),
            ASGI_OCTETS: lambda: stack.enter_context(servers.uvicorn("asgi_octets:app")),
        }
        kind = TritonClient if case.client else Octets
        contestants = [kind(name, start[name](), batches, case.seconds) for name in case.contestants]
        for contestant in contestants:
            # Triton waits for whoever is connected when it is to end.
            stack.callback(contestant.close)
        alternate(contestants, rounds or case.rounds)
        for contestant in contestants:
            contestant.check()
    ours, *others = contestants
    return {
        "title": case.title,
        "milliseconds": {each.name: spread(1000 * cost for cost in each.costs) for each in contestants},
        "ratio": {other.name: ratio(ours, other) for other in others},
    }


def print_table(results: dict) -> None:
    for result in results.values():
        print(f"\n{result['title']:30}{'median ms':>12}{'of the turns':>20}   ours is faster by")
        for name, cost in result["milliseconds"].items():
            of_turns = f"{cost['low']:.3f}–{cost['high']:.3f}"
            compared = in_words(result["ratio"][name]) if name in result["ratio"] else ""
            print(f"  {name:28}{cost['median']:>12.3f}{of_turns:>20}   {compared}")
