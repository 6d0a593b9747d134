"""A server that a test starts, ends and starts again by itself."""

import signal
import socket
import subprocess
import time


def free_port() -> int:
    """Free now, and since nothing listened on it lately most likely a little later too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ServerProcess:
    def __init__(self, binary: str, port: int, options: list[str]):
        """Returns when it listens. Where the port is taken it is tried again for some seconds: the one before may not
        have let go of it."""
        command = [binary, "serve", "--port", str(port), "--log-level", "warning", *options]
        deadline = time.monotonic() + 10
        while True:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
            assert self.process.stdout is not None
            if "listening on" in self.process.stdout.readline():
                break
            status = self.process.wait()
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server ended with {status}")

    def terminate(self) -> None:
        """Tells it to end; `wait` for it."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = 40) -> int:
        """The exit status."""
        status = self.process.wait(seconds)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.wait()
