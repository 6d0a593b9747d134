"""tritonclient.http.aio, which sends other header fields than its sibling."""

import asyncio

import pytest
import tritonclient.http.aio as aio
from conftest import Case
from test_tritonclient import MODEL, batch
from tritonclient.utils import InferenceServerException


def run(address: str, body) -> None:
    async def main() -> None:
        async with aio.InferenceServerClient(address) as client:
            await body(client)

    asyncio.run(main())


def test_health_and_metadata(address):
    async def body(client):
        assert await client.is_server_live()
        assert await client.is_server_ready()
        assert await client.is_model_ready(MODEL, "1")
        assert (await client.get_server_metadata())["name"] == "softmax-loss-server"
        assert (await client.get_model_metadata(MODEL))["name"] == MODEL
        assert (await client.get_model_config(MODEL))["name"] == MODEL
        assert (await client.get_inference_statistics(MODEL))["model_stats"]

    run(address, body)


@pytest.mark.parametrize("binary", [True, False, [True, False]], ids=str)
@pytest.mark.parametrize("answer", [None, True, False])
def test_infer(address, case, binary, answer):
    outputs = answer if answer is None else [
        aio.InferRequestedOutput(name, binary_data=answer) for name in ("loss", "gradients")
    ]

    async def body(client):
        result = await client.infer(MODEL, batch(case, binary=binary, module=aio), outputs=outputs)
        case.check(result.as_numpy("loss"), result.as_numpy("gradients"))

    run(address, body)


def test_many_at_once(address):
    cases = [Case((32, 100), seed) for seed in range(32)]

    async def body(client):
        results = await asyncio.gather(*(client.infer(MODEL, batch(case, module=aio)) for case in cases))
        for case, result in zip(cases, results):
            case.check(result.as_numpy("loss"), result.as_numpy("gradients"))

    run(address, body)


def test_errors_say_what_is_wrong(address):
    async def body(client):
        case = Case((4, 10))
        case.labels[2] = 10
        with pytest.raises(InferenceServerException, match="label 10 is outside") as error:
            await client.infer(MODEL, batch(case, module=aio))
        assert error.value.status() == "422"

    run(address, body)


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
def test_compression(address, case, algorithm):
    async def body(client):
        result = await client.infer(
            MODEL, batch(case, module=aio), request_compression_algorithm=algorithm,
            response_compression_algorithm=algorithm,
        )
        case.check(result.as_numpy("loss"), result.as_numpy("gradients"))

    run(address, body)
