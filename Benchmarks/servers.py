"""The servers to compare with, each on a free port and ended with the block that uses it."""

import contextlib
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PEERS = Path(__file__).parent / "peers"


@contextlib.contextmanager
def uvicorn() -> Iterator[str]:
    """A raw ASGI app with orjson and NumPy, as fast as uvicorn runs it."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(PEERS), "--port", "0"]
    command += ["--http", "httptools", "--loop", "uvloop", "--no-access-log"]
    # Its connection rests while the other servers have their turn.
    command += ["--timeout-keep-alive", "600", "asgi_numpy:app"]
    with started(command, r"running on (http://\S+)") as url:
        yield url


@contextlib.contextmanager
def hummingbird(binary: Path) -> Iterator[str]:
    """Hummingbird with Codable; `binary` is what `peers/hummingbird-codable` builds."""
    with started([str(binary)], r"listening on (http://\S+)") as url:
        yield url


@contextlib.contextmanager
def nginx() -> Iterator[str]:
    """nginx with a fixed answer, one worker and nothing to log: what the network alone costs."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        configuration = Path(directory, "nginx.conf")
        configuration.write_text(
            f"""
            worker_processes 1; daemon off; pid {directory}/pid; error_log stderr crit;
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
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def started(command: list[str], pattern: str) -> Iterator[str]:
    """Runs a server that says where it listens."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    )
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(pattern, line):
                yield found[1]
                return
        raise RuntimeError(f"{command[0]} did not start:\n{said}")
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen) -> None:
    while process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
    raise RuntimeError("nginx did not start")
