"""Servers with TLS, and certificates for them and for their clients, made by the openssl command."""

import contextlib
import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass
class Pair:
    certificate: str
    key: str

    @property
    def both(self) -> tuple[str, str]:
        return self.certificate, self.key


class Authority:
    """One that signs, and what it has signed, in a directory of its own."""

    def __init__(self, directory: Path):
        directory.mkdir()
        self.directory = directory
        options = ["-x509", "-subj", "/CN=authority", "-addext", "keyUsage=critical,keyCertSign"]
        self.pair = self._make("authority", options)

    def sign(self, name: str, subject: str) -> Pair:
        signer = ["-x509", "-CA", self.pair.certificate, "-CAkey", self.pair.key, "-subj", subject]
        extensions = ["basicConstraints=critical,CA:FALSE", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        return self._make(name, signer + [part for text in extensions for part in ("-addext", text)])

    def context(self, version: str, client: Pair | None = None) -> ssl.SSLContext:
        """For a client of one version alone, which trusts this authority."""
        context = ssl.create_default_context(cafile=self.pair.certificate)
        context.minimum_version = context.maximum_version = VERSIONS[version]
        if client:
            context.load_cert_chain(*client.both)
        return context

    def _make(self, name: str, options: list[str]) -> Pair:
        pair = Pair(str(self.directory / f"{name}.pem"), str(self.directory / f"{name}.key"))
        new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        subprocess.run([*new, "-keyout", pair.key, "-out", pair.certificate, *options], check=True, capture_output=True)
        return pair


@contextlib.contextmanager
def secure_server(authority: Authority, *options: str) -> Iterator[int]:
    """The port of one that Scripts/clients has built."""
    pair = authority.sign("server", "/CN=localhost")
    command = [os.environ["SERVER_BINARY"], "serve", "--port", "0", "--tls-cert", pair.certificate, "--tls-key", pair.key]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = next(line for line in process.stdout if line.startswith("listening on "))
            yield int(re.search(r":(\d+)$", line)[1])
        finally:
            process.terminate()
            process.communicate()
