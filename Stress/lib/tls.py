"""TLS: what testssl.sh finds, what it costs beside nginx, and what becomes of requests while certificates are swapped, and
while others attack."""

import argparse
import contextlib
import getpass
import json
import os
import random
import re
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import tls_attacks
from report import Report
from server_process import ServerProcess, free_port

SEVERE = {"MEDIUM", "HIGH", "CRITICAL"}
ROUNDS = 5
SAFETENSORS = "application/vnd.safetensors"


class Certificates:
    """Made by openssl: an RSA key of 2048 bits, so that the server's part of a handshake is the larger one."""

    def __init__(self, directory: Path):
        self.certificate = directory / "tls.crt"
        self.key = directory / "tls.key"
        self.renew()

    def renew(self) -> None:
        """A new pair in the place of the old one, key first: for a moment they do not go together."""
        command = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost".split()
        command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        command += ["-keyout", f"{self.key}.new", "-out", f"{self.certificate}.new"]
        subprocess.run(command, check=True, capture_output=True)
        os.replace(f"{self.key}.new", self.key)
        os.replace(f"{self.certificate}.new", self.certificate)

    @property
    def options(self) -> list[str]:
        return ["--tls-cert", str(self.certificate), "--tls-key", str(self.key)]


@contextlib.contextmanager
def ours(binary: str, options: list[str], *launcher: str) -> Iterator[int]:
    port = free_port()
    server = ServerProcess(binary, port, options)
    if launcher:
        subprocess.run([*launcher, str(server.process.pid)], check=True, capture_output=True)
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def nginx(directory: Path, certificates: Certificates, *launcher: str) -> Iterator[tuple[int, int]]:
    """One worker, plain on one port and with TLS on the other, that reads a request whole before it answers with a file, as
    a server that computes has to: by way of a proxy to itself, for it answers a file's request without waiting."""
    plain, tls, files = free_port(), free_port(), free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(
        f"""
        user {getpass.getuser()}; worker_processes 1; daemon off; pid {directory}/pid; error_log stderr crit;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; keepalive_requests 1000000000; client_max_body_size 64m; client_body_buffer_size 16m;
            client_body_temp_path {directory}/b; proxy_temp_path {directory}/p; fastcgi_temp_path {directory}/f;
            uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s; default_type application/json;
            ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off; ssl_session_cache off; sendfile on;
            ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20; ssl_ecdh_curve X25519:P-256:P-384;
            server {{
                listen 127.0.0.1:{plain}; listen 127.0.0.1:{tls} ssl;
                ssl_certificate {certificates.certificate}; ssl_certificate_key {certificates.key};
                location / {{
                    proxy_pass http://127.0.0.1:{files}; proxy_set_body ""; proxy_buffers 128 64k; proxy_busy_buffers_size 4m;
                }}
            }}
            server {{
                listen 127.0.0.1:{files}; root {directory}/www; location / {{ error_page 405 =200 $uri; }}
            }}
        }}
        """,
        encoding="utf-8",
    )
    process = subprocess.Popen([*launcher, "nginx", "-p", str(directory), "-c", str(configuration)])
    try:
        for port in (files, plain, tls):
            for _ in range(200):
                with contextlib.suppress(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.02)
        yield plain, tls
    finally:
        process.terminate()
        process.wait()


def body(rows: int, classes: int) -> str:
    source = random.Random(1)
    logits = [[round(source.gauss(0, 3), 6) for _ in range(classes)] for _ in range(rows)]
    return json.dumps({"logits": logits, "labels": [source.randrange(classes) for _ in range(rows)]})


def octets(rows: int, classes: int) -> bytes:
    """A safetensors file of a batch."""
    source = random.Random(1)
    logits = struct.pack(f"<{rows * classes}f", *(source.gauss(0, 3) for _ in range(rows * classes)))
    labels = struct.pack(f"<{rows}q", *(source.randrange(classes) for _ in range(rows)))
    header = {
        "logits": {"dtype": "F32", "shape": [rows, classes], "data_offsets": [0, len(logits)]},
        "labels": {"dtype": "I64", "shape": [rows], "data_offsets": [len(logits), len(logits) + len(labels)]},
    }
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + logits + labels


def answer(port: int, media_type: str, content: bytes) -> bytes:
    url = f"http://127.0.0.1:{port}/v1/softmax-loss"
    request = urllib.request.Request(url, content, {"Content-Type": media_type})
    with urllib.request.urlopen(request) as response:
        return response.read()


def wrk(url: str, seconds: float, connections: int, content: Path, fields: dict[str, str] | None = None) -> dict:
    """Requests a second, and how many failed."""
    script = Path(f"{content}.lua")
    named = {"Content-Type": "application/json", **(fields or {})}
    headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in named.items())
    script.write_text(f'wrk.method = "POST"\n{headers}wrk.body = io.open("{content}", "rb"):read("*a")\n', encoding="utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "10s", "-s", str(script), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    count = re.search(r"(\d+) requests in", said)
    assert rate and count, said
    return {
        "rate": float(rate[1]),
        "count": int(count[1]),
        "failed": sum(map(int, errors.groups())) if errors else 0,
        "refused": int(refused[1]) if refused else 0,
    }


def testssl(report: Report, binary: str, directory: Path) -> None:
    """Protocols, ciphers and vulnerabilities: nothing worse than LOW. The certificate is the test's own."""
    certificates = Certificates(directory)
    file = directory / "testssl.json"
    with ours(binary, certificates.options) as port:
        command = ["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--jsonfile", str(file)]
        command += ["--protocols", "--std", "--server-preference", "--fs", "--vulnerable", f"127.0.0.1:{port}"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    findings = json.loads(file.read_text(encoding="utf-8"))
    severe = [finding for finding in findings if finding["severity"] in SEVERE]
    for finding in severe:
        print(f"    {finding['severity']} {finding['id']}: {finding['finding']}")
    resolved = [finding for finding in findings if finding["severity"] in ("OK", "LOW", "INFO")]
    report.require("testssl.sh: findings above LOW", f"{len(severe)} of {len(findings)}", "0", not severe)
    report.require("testssl.sh: findings that are right", len(resolved), "> 20", len(resolved) > 20)


def reload(report: Report, binary: str, directory: Path, seconds: float) -> None:
    """A new certificate and other tokens ten times, while clients on old and on new connections ask."""
    certificates = Certificates(directory)
    tokens = directory / "tokens"
    tokens.write_text("bench:a-token\n", encoding="utf-8")
    content = directory / "small.json"
    content.write_text(body(4, 10), encoding="utf-8")
    options = [*certificates.options, "--auth-token-file", str(tokens)]
    with ours(binary, options) as port:
        arguments = [sys.executable, __file__, "--load", f"https://127.0.0.1:{port}/v1/softmax-loss", str(content)]
        loads = [
            subprocess.Popen([*arguments, kind, str(seconds)], stdout=subprocess.PIPE, text=True)
            for kind in ("keep-alive", "close")
        ]
        before = shown(port)
        for index in range(10):
            time.sleep(seconds / 12)
            certificates.renew()
            other = directory / "tokens.new"
            other.write_text(f"other:token-{index}\nbench:a-token\n", encoding="utf-8")
            os.replace(other, tokens)
        results = [json.loads(load.communicate()[0]) for load in loads]
        changed = shown(port) != before
    total = sum(result["count"] for result in results)
    failed = sum(result["failed"] + result["refused"] for result in results)
    report.require("failed requests while files are swapped", f"{failed} of {total}", "0", failed == 0)
    report.require("another certificate is shown then", changed, "True", changed)


def shown(port: int) -> str:
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}"]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    found = re.search(r"BEGIN CERTIFICATE-+\n(.*?)-+END", said, re.DOTALL)
    assert found, said
    return found[1]


def large(report: Report, binary: str, directory: Path, seconds: float) -> None:
    """256×1000 on one connection, as JSON and as octets, and the same octets in and out of nginx: what TLS adds to each."""
    certificates = Certificates(directory)
    www = directory / "www"
    www.mkdir()
    contents = {"JSON": ("application/json", body(256, 1000).encode()), "binary": (SAFETENSORS, octets(256, 1000))}
    with contextlib.ExitStack() as stack:
        ports = {"ours": stack.enter_context(ours(binary, [])), "ours TLS": stack.enter_context(ours(binary, certificates.options))}
        ports["nginx"], ports["nginx TLS"] = stack.enter_context(nginx(directory, certificates))
        for kind, (media_type, content) in contents.items():
            file = directory / f"large.{kind}"
            file.write_bytes(content)
            (www / kind).write_bytes(answer(ports["ours"], media_type, content))
            times: dict[str, list[float]] = {name: [] for name in ports}
            for _ in range(ROUNDS):
                for name, port in ports.items():
                    scheme = "https" if "TLS" in name else "http"
                    path = kind if "nginx" in name else "v1/softmax-loss"
                    result = wrk(f"{scheme}://127.0.0.1:{port}/{path}", seconds, 1, file, {"Content-Type": media_type})
                    assert result["refused"] == 0, result
                    times[name].append(1000 / result["rate"])
            median = {name: statistics.median(values) for name, values in times.items()}
            for name, value in median.items():
                print(f"    {kind:6} {name:10} {value:7.3f} ms ({min(times[name]):.3f}–{max(times[name]):.3f})")
            added = {name: median[f"{name} TLS"] - median[name] for name in ("ours", "nginx")}
            if kind == "JSON":
                speed = median["ours"] / median["ours TLS"]
                report.require("JSON over TLS, of plain", f"{speed:.3f}", "≥ 0.8", speed >= 0.8)
            cost = added["ours"] / added["nginx"]
            report.require(f"{kind}: what TLS adds, of what it adds to nginx", f"{cost:.3f}", "≤ 1.2", cost <= 1.2)


def handshakes(report: Report, binary: str, directory: Path, seconds: float) -> None:
    """Full handshakes a second, the server on one core and clients on the other."""
    certificates = Certificates(directory)
    www = directory / "www"
    www.mkdir()
    with contextlib.ExitStack() as stack:
        one = stack.enter_context(ours(binary, certificates.options, "taskset", "--all-tasks", "--cpu-list", "--pid", "0"))
        _, other = stack.enter_context(nginx(directory, certificates, "taskset", "--cpu-list", "0"))
        for version in ("-tls1_2", "-tls1_3"):
            rates = {port: [] for port in (one, other)}
            for _ in range(ROUNDS):
                for port in rates:
                    rates[port].append(rate_of_handshakes(port, version, seconds))
            ours_rate, nginx_rate = (statistics.median(rates[port]) for port in (one, other))
            print(f"    {version[1:]}: ours {ours_rate:.0f}/s, nginx {nginx_rate:.0f}/s")
            speed = ours_rate / nginx_rate
            report.require(f"{version[1:]}: handshakes a second, of nginx's", f"{speed:.3f}", "≥ 0.8", speed >= 0.8)


def rate_of_handshakes(port: int, version: str, seconds: float) -> float:
    command = ["taskset", "--cpu-list", "1", "openssl", "s_time", "-connect", f"127.0.0.1:{port}", "-new", version]
    command += ["-time", str(max(int(seconds), 1))]
    clients = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(4)]
    total = 0.0
    for client in clients:
        found = re.search(r"(\d+) connections in (\d+) real seconds", client.communicate()[0])
        assert found
        total += int(found[1]) / int(found[2])
    return total


def attacks(report: Report, binary: str, directory: Path) -> None:
    """Broken and hostile clients, one kind after another, beside one that behaves."""
    server = ServerProcess(binary, port := free_port(), Certificates(directory).options)
    try:
        found = tls_attacks.run(port, server.process.pid)
    finally:
        server.terminate()
        status = server.wait()
    for name, figures in found.items():
        print(f"    {name:14} worst {figures['worst']:7.1f} ms   failed {figures['failed']}   {figures['memory']:6.1f} MiB")
    worst = max(one["worst"] for one in found.values())
    failed = sum(one["failed"] for one in found.values())
    report.require("attacks: another client's worst request", f"{worst:.1f} ms", "≤ 1000 ms", worst <= 1000)
    report.require("attacks: another client's failed requests", failed, "0", failed == 0)
    report.require("attacks: exit status", status, "0", status == 0)


def main() -> None:
    if sys.argv[1] == "--load":
        url, content, kind, seconds = sys.argv[2:]
        fields = {"Authorization": "Bearer a-token"} | ({"Connection": "close"} if kind == "close" else {})
        # A script of its own: two of these run at once.
        copy = Path(f"{content}.{kind}")
        copy.write_bytes(Path(content).read_bytes())
        print(json.dumps(wrk(url, float(seconds), 8, copy, fields)))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=int, default=2, help="of one turn")
    parser.add_argument("--only", nargs="*", default=["testssl", "reload", "large", "handshakes", "attacks"])
    arguments = parser.parse_args()
    report = Report()
    parts = {
        "testssl": lambda directory: testssl(report, arguments.binary, directory),
        "reload": lambda directory: reload(report, arguments.binary, directory, arguments.seconds * 8),
        "large": lambda directory: large(report, arguments.binary, directory, arguments.seconds),
        "handshakes": lambda directory: handshakes(report, arguments.binary, directory, arguments.seconds),
        "attacks": lambda directory: attacks(report, arguments.binary, directory),
    }
    for name in arguments.only:
        with tempfile.TemporaryDirectory() as directory:
            parts[name](Path(directory))
    sys.exit(report.exit_status())


if __name__ == "__main__":
    main()
