"""KServe's own client of the Open Inference Protocol."""

import asyncio

import pytest
from conftest import Case
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

MODEL = "softmax_loss"


def run(body) -> None:
    async def main() -> None:
        await body(InferenceRESTClient(RESTConfig(protocol="v2", retries=0)))

    asyncio.run(main())


def test_health(url):
    async def body(client):
        assert await client.is_server_live(url)
        assert await client.is_server_ready(url)
        assert await client.is_model_ready(url, MODEL)

    run(body)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("answer", [None, True, False])
def test_infer(url, case: Case, binary, answer):
    async def body(client):
        inputs = [InferInput("logits", list(case.logits.shape), "FP32"), InferInput("labels", list(case.labels.shape), "INT64")]
        for tensor, array in zip(inputs, (case.logits, case.labels)):
            tensor.set_data_from_numpy(array, binary_data=binary)
        outputs = None if answer is None else [RequestedOutput(name, {"binary_data": answer}) for name in ("loss", "gradients")]
        request = InferRequest(
            model_name=MODEL, infer_inputs=inputs, request_outputs=outputs, parameters={"normalization": "VALID"}
        )
        result = {output.name: output.as_numpy() for output in (await client.infer(url, request, model_name=MODEL)).outputs}
        case.check(result["loss"], result["gradients"])

    run(body)
