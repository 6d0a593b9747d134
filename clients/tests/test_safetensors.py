"""safetensors files, written and read by the format's own library in NumPy and PyTorch."""

import json
import urllib.error
import urllib.request

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch
from conftest import Case

TYPE = "application/vnd.safetensors"


def post(url: str, content: bytes, query: str = "", kind: str = TYPE, accept: str | None = None) -> bytes:
    headers = {"Content-Type": kind} | ({"Accept": accept} if accept else {})
    request = urllib.request.Request(f"{url}/v1/softmax-loss{query}", data=content, headers=headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"] == (accept or TYPE)
        return answer.read()


def test_numpy(url, case):
    answer = safetensors.numpy.load(
        post(url, safetensors.numpy.save({"logits": case.logits, "labels": case.labels}))
    )
    case.check(answer["loss"], answer["gradients"])


def test_metadata_and_query(url):
    case = Case((16, 20), ignore_label=-1)
    tensors = {"logits": case.logits, "labels": case.labels}
    file = safetensors.numpy.save(tensors, metadata={"ignore_label": "-1", "outputs": "loss,gradients"})
    for content, query in ((file, ""), (safetensors.numpy.save(tensors), "?ignore_label=-1")):
        answer = safetensors.numpy.load(post(url, content, query))
        case.check(answer["loss"], answer["gradients"])


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [(torch.float64, 1e-12), (torch.float32, 1e-5), (torch.float16, 1e-3), (torch.bfloat16, 8e-3)],
    ids=str,
)
def test_torch(url, dtype, tolerance):
    torch.manual_seed(1)
    logits = torch.randn(64, 100).to(dtype)
    labels = torch.randint(0, 100, (64,))
    content = safetensors.torch.save({"logits": logits, "labels": labels}, metadata={"format": "pt"})
    answer = safetensors.torch.load(post(url, content, "?semantics=pytorch&label_smoothing=0.1&loss_weight=64"))
    exact = logits.to(torch.float64).requires_grad_()
    loss = torch.nn.functional.cross_entropy(exact, labels, label_smoothing=0.1)
    loss.backward()
    assert answer["gradients"].dtype == dtype
    torch.testing.assert_close(answer["loss"].to(torch.float64), loss.detach(), rtol=min(tolerance, 1e-5), atol=0)
    torch.testing.assert_close(
        answer["gradients"].to(torch.float64) / 64, exact.grad, rtol=tolerance, atol=tolerance / 1e4
    )


def test_json_to_a_file_and_back(url):
    case = Case((4, 10))
    body = json.dumps({"logits": case.logits.tolist(), "labels": case.labels.tolist()}).encode()
    answer = safetensors.numpy.load(post(url, body, kind="application/json", accept=TYPE))
    case.check(answer["loss"], answer["gradients"])
    content = safetensors.numpy.save({"logits": case.logits, "labels": case.labels})
    answer = json.loads(post(url, content, accept="application/json"))
    case.check(answer["loss"], np.array(answer["gradients"]))


def test_errors_say_what_is_wrong(url):
    with pytest.raises(urllib.error.HTTPError) as error:
        post(url, safetensors.numpy.save({"logits": np.zeros((1, 3), np.float32), "labels": np.array([3])}))
    assert error.value.code == 422
    problem = json.loads(error.value.read())
    assert problem["errors"] == [{"pointer": "/labels/0", "detail": "label 3 is outside [0, 3)"}]
