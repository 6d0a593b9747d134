"""HTTPS with requests, tritonclient, curl and openssl: either version alone, sessions resumed, client certificates, gzip."""

import asyncio
import gzip
import json
import os
import socket
import ssl
import subprocess

import gevent.ssl
import numpy as np
import pytest
import requests
import tritonclient.http as http
import tritonclient.http.aio as aio
from conftest import Case
from secure_server import VERSIONS, Authority, secure_server
from test_tritonclient import MODEL, batch, inputs_of
from tritonclient.utils import InferenceServerException

pytestmark = pytest.mark.skipif("SERVER_BINARY" not in os.environ, reason="another program's server is held")
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates") / "authority")


@pytest.fixture(scope="module")
def server(authority):
    with secure_server(authority) as port:
        yield port


@pytest.fixture(scope="module")
def closed_server(authority):
    """One that lets nobody in without a certificate."""
    with secure_server(authority, "--tls-client-ca", authority.pair.certificate) as port:
        yield port


@pytest.fixture(params=VERSIONS)
def version(request) -> str:
    return request.param


class Adapter(requests.adapters.HTTPAdapter):
    def __init__(self, context: ssl.SSLContext):
        self.context = context
        super().__init__()

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, ssl_context=self.context, **options)


def session_of(context: ssl.SSLContext) -> requests.Session:
    session = requests.Session()
    session.mount("https://", Adapter(context))
    return session


def check(case: Case, answer: dict) -> None:
    case.check(answer["loss"], np.array(answer["gradients"]))


def test_requests(server, authority, version, case):
    url = f"https://localhost:{server}/v1/softmax-loss"
    with session_of(authority.context(version)) as session:
        for _ in range(3):
            with session.post(url, json={"logits": case.logits.tolist(), "labels": case.labels.tolist()}, stream=True) as response:
                assert response.raw.connection.sock.version() == f"TLSv{version}"
                check(case, response.json())


@pytest.mark.parametrize("coding, code", [("gzip", gzip.compress), ("identity", bytes)])
def test_requests_with_gzip_both_ways(server, authority, version, coding, code):
    case = Case((256, 1000))
    content = json.dumps({"logits": case.logits.tolist(), "labels": case.labels.tolist()}).encode()
    fields = {"Content-Type": "application/json", "Content-Encoding": coding, "Accept-Encoding": coding}
    with session_of(authority.context(version)) as session:
        response = session.post(f"https://localhost:{server}/v1/softmax-loss", code(content), headers=fields)
    assert response.headers.get("Content-Encoding", "identity") == coding
    check(case, response.json())


def test_who_does_not_trust_the_authority(server):
    with pytest.raises(requests.exceptions.SSLError, match="certificate verify failed"):
        requests.get(f"https://localhost:{server}/healthz", timeout=60)


def test_sessions_are_resumed(server, authority, version):
    context = authority.context(version)

    def ask(session: ssl.SSLSession | None) -> tuple[bool, ssl.SSLSession]:
        with socket.create_connection(("127.0.0.1", server)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost", session=session) as wrapped:
                wrapped.sendall(GET)
                assert wrapped.recv(1000).startswith(b"HTTP/1.1 200")
                return wrapped.session_reused, wrapped.session

    reused, session = ask(None)
    assert not reused
    for _ in range(3):
        reused, session = ask(session)
        assert reused


@pytest.mark.parametrize("who", ["right", "missing", "wrong"])
def test_client_certificates(closed_server, authority, version, who, tmp_path):
    signer = {"right": authority, "missing": None, "wrong": Authority(tmp_path / "other")}[who]
    client = signer and signer.sign("client", "/CN=trainer")
    with session_of(authority.context(version, client)) as session:
        url = f"https://localhost:{closed_server}/healthz"
        if who == "right":
            assert session.get(url, timeout=60).json() == {"status": "ok"}
        else:
            with pytest.raises(requests.exceptions.ConnectionError):
                session.get(url, timeout=60)


@pytest.mark.parametrize("algorithm", [None, "gzip", "deflate"])
def test_tritonclient(server, authority, case, algorithm):
    options = {"ca_certs": authority.pair.certificate, "cert_reqs": gevent.ssl.CERT_REQUIRED}
    with http.InferenceServerClient(f"localhost:{server}", ssl=True, ssl_options=options) as client:
        assert client.is_server_ready()
        result = client.infer(
            MODEL, batch(case), request_compression_algorithm=algorithm, response_compression_algorithm=algorithm
        )
        case.check(result.as_numpy("loss"), result.as_numpy("gradients"))


def test_tritonclient_with_a_certificate(closed_server, authority):
    client = authority.sign("client", "/CN=trainer")
    options = {"ca_certs": authority.pair.certificate, "certfile": client.certificate, "keyfile": client.key}
    with http.InferenceServerClient(f"localhost:{closed_server}", ssl=True, ssl_options=options) as client:
        assert client.is_server_live()
    del options["certfile"], options["keyfile"]
    with http.InferenceServerClient(f"localhost:{closed_server}", ssl=True, ssl_options=options) as client:
        with pytest.raises((OSError, InferenceServerException)):
            client.is_server_live()


def test_tritonclient_aio(server, authority, version, case):
    async def run():
        context = authority.context(version)
        async with aio.InferenceServerClient(f"localhost:{server}", ssl=True, ssl_context=context) as client:
            tensors = (("logits", case.logits, "FP32"), ("labels", case.labels, "INT64"))
            result = await client.infer(MODEL, inputs_of(*tensors, module=aio))
            case.check(result.as_numpy("loss"), result.as_numpy("gradients"))

    asyncio.run(run())


def test_curl_with_gzip_both_ways(server, authority, version, tmp_path):
    case = Case((256, 1000))
    content = json.dumps({"logits": case.logits.tolist(), "labels": case.labels.tolist()}).encode()
    (tmp_path / "batch.json.gz").write_bytes(gzip.compress(content))
    command = ["curl", "--silent", "--show-error", "--fail-with-body", "--cacert", authority.pair.certificate]
    command += ["--tlsv" + version, "--tls-max", version, "--compressed", "--header", "Content-Type: application/json"]
    command += ["--header", "Content-Encoding: gzip", "--data-binary", f"@{tmp_path}/batch.json.gz", "--dump-header", f"{tmp_path}/head"]
    done = subprocess.run([*command, f"https://localhost:{server}/v1/softmax-loss"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Content-Encoding: gzip" in (tmp_path / "head").read_text(encoding="ascii")
    check(case, json.loads(done.stdout))


def test_openssl(server, authority, version, tmp_path):
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{server}", "-CAfile", authority.pair.certificate]
    command += ["-tls" + version.replace(".", "_"), "-alpn", "http/1.1", "-ign_eof"]
    for session, said in ([["-sess_out", f"{tmp_path}/session"], "New, "], [["-sess_in", f"{tmp_path}/session"], "Reused, "]):
        request = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        done = subprocess.run(command + session, input=request, capture_output=True).stdout.decode()
        assert said in done and "Verify return code: 0 (ok)" in done and "HTTP/1.1 200 OK" in done
