"""A blocking HTTP/1.1 client that is strict about framing and can misbehave on the TCP level."""

import re
import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = tuple[str, int]

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) [\t -~]*")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~]*?)[ \t]*")


class Malformed(Exception):
    """An answer that is not HTTP/1.1 with a Content-Length."""


class Ended(Exception):
    """The connection ended (with a FIN) before the answer did. `partial`: what came of the answer."""

    def __init__(self, partial: bytes):
        super().__init__(f"the connection ended after {partial[:200]!r}")
        self.partial = partial


@dataclass
class Answer:
    status: int
    fields: dict[str, str]
    body: bytes = b""

    @property
    def closes(self) -> bool:
        return self.fields.get("connection", "").lower() == "close"


def address_of(url: str) -> Address:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 80


def parse_head(head: bytes) -> Answer:
    """The head of an answer without its empty line; Malformed where anything about it is not as it has to be."""
    status_line, *lines = head.split(b"\r\n")
    status = STATUS_LINE.fullmatch(status_line)
    if not status:
        raise Malformed(f"status line {status_line[:200]!r}")
    fields: dict[str, str] = {}
    for line in lines:
        field = FIELD_LINE.fullmatch(line)
        if not field:
            raise Malformed(f"field line {line[:200]!r}")
        name = field[1].decode().lower()
        if name in fields:
            raise Malformed(f"{name} comes twice")
        fields[name] = field[2].decode()
    answer = Answer(int(status[1]), fields)
    if answer.status >= 200 and not fields.get("content-length", "").isdigit():
        raise Malformed(f"no Content-Length in {head[:500]!r}")
    return answer


class Client:
    def __init__(self, address: Address, timeout: float = 10, receive_buffer: int | None = None):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        try:
            self.socket.connect(address)
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def receive(self) -> bool:
        """False at the end of the connection."""
        piece = self.socket.recv(1 << 20)
        self.received += piece
        return bool(piece)

    def exchange(self, request: bytes, to_head: bool = False) -> Answer:
        self.send(request)
        return self.read_answer(to_head)

    def read_answer(self, to_head: bool = False) -> Answer:
        """The next final answer; interim ones are passed over."""
        while True:
            answer = self.read_one(to_head)
            if answer.status >= 200:
                return answer

    def read_one(self, to_head: bool = False) -> Answer:
        while (end := self.received.find(b"\r\n\r\n")) < 0:
            self.receive_more()
        answer = parse_head(bytes(self.received[:end]))
        start = end + 4
        length = 0 if to_head or answer.status < 200 else int(answer.fields["content-length"])
        while len(self.received) < start + length:
            self.receive_more()
        answer.body = bytes(self.received[start : start + length])
        del self.received[: start + length]
        return answer

    def receive_more(self) -> None:
        if not self.receive():
            raise Ended(bytes(self.received))

    def expect_end(self) -> None:
        """Malformed where anything comes before the end of the connection."""
        if self.received or self.receive():
            raise Malformed(f"after the last answer: {bytes(self.received[:200])!r}")

    def end_output(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Closes so that the server sees a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        self.socket.close()
