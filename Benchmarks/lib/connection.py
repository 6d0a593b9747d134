"""A client so light that what is measured is the server: one connection, one buffer, no copies."""

import re
import socket
from urllib.parse import urlsplit


class Connection:
    """Sends requests that are ready-made, and reads answers that have a Content-Length."""

    def __init__(self, url: str):
        address = urlsplit(url)
        self.host = address.netloc
        self.socket = socket.create_connection((address.hostname, address.port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(1 << 20)
        self.view = memoryview(self.buffer)
        self.head = b""

    def request(self, path: str, body: bytes) -> bytes:
        """The octets of a POST, made once and sent many times."""
        head = f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def exchange(self, request: bytes) -> memoryview:
        """The content of the answer, which is valid until the next exchange."""
        self.socket.sendall(request)
        received, end = 0, -1
        while end < 0:
            received += self.receive(received)
            end = self.buffer.find(b"\r\n\r\n", 0, received)
        self.head = bytes(self.view[:end]).lower()
        if not self.head.startswith(b"http/1.1 200 "):
            raise RuntimeError(f"not 200: {bytes(self.view[:received])[:1000]!r}")
        at = self.head.find(b"\r\ncontent-length:")
        if at < 0:
            raise RuntimeError("the answer has no Content-Length")
        length = int(self.head[at + 17 :].split(b"\r\n", 1)[0])
        total = end + 4 + length
        if total > len(self.buffer):
            self.grow(total, received)
        while received < total:
            received += self.receive(received)
        return self.view[end + 4 : total]

    def receive(self, offset: int) -> int:
        count = self.socket.recv_into(self.view[offset:])
        if count == 0:
            raise RuntimeError("the server closed the connection")
        return count

    def grow(self, size: int, received: int) -> None:
        """Room for longer answers from now on."""
        buffer = bytearray(size + (size >> 2))
        buffer[:received] = self.view[:received]
        self.buffer, self.view = buffer, memoryview(buffer)

    def timing(self) -> dict[str, float]:
        """Milliseconds of each step, as the last answer's Server-Timing says."""
        line = re.search(rb"\r\nserver-timing: ([^\r]*)", self.head)
        steps = re.findall(rb"(\w+);dur=([\d.]+)", line[1] if line else b"")
        return {name.decode(): float(duration) for name, duration in steps}
