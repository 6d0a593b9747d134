"""Ready-made requests, and what the answer to a batch has to be, reckoned here in float64."""

import json
import math
import random
import struct
from dataclasses import dataclass

from client import Answer, Malformed

PATH = "/v1/softmax-loss"


def get(path: str, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: stress\r\n\r\n".encode()


def post_head(fields: str, path: str = PATH) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: stress\r\nContent-Type: application/json\r\n{fields}\r\n\r\n".encode()


def post(body: bytes, path: str = PATH) -> bytes:
    return post_head(f"Content-Length: {len(body)}", path) + body


def post_chunked(body: bytes, size: int) -> bytes:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return post_head("Transfer-Encoding: chunked") + chunks + b"0\r\n\r\n"


def float32(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


@dataclass
class Batch:
    """A batch as JSON, with its loss, its gradients, and the answer that was found right."""

    body: bytes
    loss: float
    gradients: list[list[float]]
    right: bytes | None = None

    @classmethod
    def make(cls, rows: int, classes: int, seed: int) -> "Batch":
        source = random.Random(seed)
        logits = [[round(source.gauss(0, 3), 7) for _ in range(classes)] for _ in range(rows)]
        labels = [source.randrange(classes) for _ in range(rows)]
        body = json.dumps({"logits": logits, "labels": labels}, separators=(",", ":")).encode()
        losses, gradients = [], []
        for row, label in zip(logits, labels):
            row = [float32(value) for value in row]
            highest = max(row)
            exponentials = [math.exp(value - highest) for value in row]
            total = math.fsum(exponentials)
            losses.append(math.log(total) - (row[label] - highest))
            gradients.append([value / total / rows for value in exponentials])
            gradients[-1][label] -= 1 / rows
        return cls(body, math.fsum(losses) / rows, gradients)

    @property
    def request(self) -> bytes:
        return post(self.body)

    def check(self, answer: Answer) -> None:
        """Every number the first time; from then on the answer has to be the same to the octet, as is promised."""
        if answer.status != 200:
            raise Malformed(f"{answer.status} to a batch that is right: {answer.body[:300]!r}")
        if self.right is not None:
            if answer.body != self.right:
                raise Malformed(f"not the answer that was given before: {answer.body[:300]!r}")
            return
        result = json.loads(answer.body)
        if not math.isclose(result["loss"], self.loss, rel_tol=1e-5):
            raise Malformed(f"loss {result['loss']} in place of {self.loss}")
        scale = 1 / len(self.gradients)
        rows = result["gradients"]
        if len(rows) != len(self.gradients):
            raise Malformed(f"gradients of {len(rows)} positions")
        for row, expected in zip(rows, self.gradients):
            close = (math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6 * scale) for a, b in zip(row, expected))
            if len(row) != len(expected) or not all(close):
                raise Malformed(f"gradients {row[:5]}… in place of {expected[:5]}…")
        self.right = answer.body
