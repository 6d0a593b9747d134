"""The servers that are compared, each on a free port and ended with the block that uses it."""

import contextlib
import dataclasses
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PEERS = Path(__file__).parent.parent / "peers"


@dataclasses.dataclass
class Server:
    url: str
    process: int
    path: str = "/v1/softmax-loss"


@contextlib.contextmanager
def ours(binary: Path, workers: int | None = None) -> Iterator[Server]:
    """As it is delivered; with as many workers as it chooses unless told otherwise."""
    # Its connections rest while the other servers have their turn.
    command = [str(binary), "serve", "--port", "0", "--log-level", "warning", "--idle-timeout", "600s"]
    command += ["--workers", str(workers)] if workers else []
    with started(command, r"listening on (http://\S+)") as server:
        yield server


@contextlib.contextmanager
def uvicorn(app: str, path: str = Server.path) -> Iterator[Server]:
    """One process of uvicorn as fast as it runs, with one of the Python peers."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(PEERS), "--port", "0"]
    command += ["--http", "httptools", "--loop", "uvloop", "--no-access-log", "--timeout-keep-alive", "600", app]
    with started(command, r"running on (http://\S+)") as server:
        yield dataclasses.replace(server, path=path)


@contextlib.contextmanager
def hummingbird(binary: Path) -> Iterator[Server]:
    """Hummingbird with Codable; `binary` is what `peers/hummingbird-codable` builds."""
    with started([str(binary)], r"listening on (http://\S+)") as server:
        yield server


@contextlib.contextmanager
def nginx(workers: int = 1) -> Iterator[Server]:
    """nginx with a fixed answer and nothing to log: what the network alone costs."""
    port = free_port()
    with tempfile.TemporaryDirectory() as directory:
        configuration = Path(directory, "nginx.conf")
        configuration.write_text(
            f"""
            worker_processes {workers}; daemon off; pid {directory}/pid; error_log stderr crit;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
                client_body_temp_path {directory}/b; proxy_temp_path {directory}/p; fastcgi_temp_path {directory}/f;
                uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
                server {{
                    listen 127.0.0.1:{port};
                    location / {{ default_type application/json; return 200 '{{"loss":1.4076059,"gradients":[]}}\\n'; }}
                }}
            }}
            """,
            encoding="utf-8",
        )
        process = subprocess.Popen(["nginx", "-p", directory, "-c", str(configuration)], stdin=subprocess.DEVNULL)
        try:
            wait_for(port, process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def started(command: list[str], pattern: str) -> Iterator[Server]:
    """Runs a server that says where it listens."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    )
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(pattern, line):
                yield Server(found[1], process.pid)
                return
        raise RuntimeError(f"{command[0]} did not start:\n{said}")
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """For servers that do not say which one they have chosen."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    while process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
    raise RuntimeError("nginx did not start")
