"""tritonclient.http as it comes from PyPI: every method that it has for a server without shared memory or repositories."""

import ml_dtypes
import numpy as np
import pytest
import tritonclient.http as http
from conftest import Case
from tritonclient.utils import InferenceServerException

MODEL = "softmax_loss"


@pytest.fixture
def client(address: str):
    with http.InferenceServerClient(address, concurrency=4) as client:
        yield client


def inputs_of(*tensors: tuple[str, np.ndarray, str], binary: bool | list[bool] = True, module=http) -> list:
    inputs = []
    for index, (name, array, datatype) in enumerate(tensors):
        tensor = module.InferInput(name, list(array.shape), datatype)
        tensor.set_data_from_numpy(array, binary_data=binary if isinstance(binary, bool) else binary[index])
        inputs.append(tensor)
    return inputs


def batch(case: Case, **options) -> list:
    return inputs_of(("logits", case.logits, "FP32"), ("labels", case.labels, "INT64"), **options)


def test_health_and_metadata(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    for version in ("", "1"):
        assert client.is_model_ready(MODEL, version)
        metadata = client.get_model_metadata(MODEL, version)
        assert metadata["name"] == MODEL and metadata["versions"] == ["1"]
        assert {tensor["name"] for tensor in metadata["inputs"]} >= {"logits", "labels", "targets"}
        assert {tensor["name"] for tensor in metadata["outputs"]} >= {"loss", "gradients", "probabilities"}
        assert client.get_model_config(MODEL, version)["max_batch_size"] == 0
    assert not client.is_model_ready("nothing")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]


def test_statistics(client):
    def count(version: str = "") -> int:
        stats = client.get_inference_statistics(MODEL, version)["model_stats"]
        return stats[0]["inference_stats"]["success"]["count"]

    before = count()
    client.infer(MODEL, batch(Case((4, 10))))
    assert count("1") == before + 1
    assert {model["name"] for model in client.get_inference_statistics()["model_stats"]} == {MODEL, f"{MODEL}_partials"}


@pytest.mark.parametrize("binary", [True, False, [True, False], [False, True]], ids=str)
@pytest.mark.parametrize("answer", ["default", "binary", "json", "mixed"])
def test_every_mixture_of_octets_and_json(client, case, binary, answer):
    outputs = {
        "default": None,
        "binary": [http.InferRequestedOutput("loss"), http.InferRequestedOutput("gradients")],
        "json": [http.InferRequestedOutput(name, binary_data=False) for name in ("loss", "gradients")],
        "mixed": [http.InferRequestedOutput("loss", binary_data=False), http.InferRequestedOutput("gradients")],
    }[answer]
    result = client.infer(MODEL, batch(case, binary=binary), outputs=outputs, request_id="a \"quoted\" id")
    case.check(result.as_numpy("loss"), result.as_numpy("gradients"))
    assert result.get_response()["id"] == "a \"quoted\" id"
    assert result.as_numpy("gradients").shape == case.logits.shape


def test_options_and_outputs(client):
    case = Case((32, 50), ignore_label=-1)
    names = ["loss", "gradients", "probabilities", "predictions", "correct", "valid_count", "max", "element_losses"]
    result = client.infer(
        MODEL,
        batch(case),
        model_version="1",
        outputs=[http.InferRequestedOutput(name) for name in names],
        parameters={"ignore_label": -1, "normalization": "VALID", "top_k": 2},
        priority=1,
        timeout=1000000,
    )
    case.check(result.as_numpy("loss"), result.as_numpy("gradients"))
    np.testing.assert_array_equal(result.as_numpy("predictions"), case.logits.argmax(axis=1))
    np.testing.assert_allclose(result.as_numpy("max"), case.logits.max(axis=1))
    assert result.as_numpy("correct").dtype == bool
    assert result.as_numpy("valid_count") == (case.labels != -1).sum()
    assert result.as_numpy("element_losses").dtype == np.float32
    assert client.infer(MODEL, batch(Case((4, 10))), parameters={"ignore_label": "none"}).as_numpy("loss") > 0


@pytest.mark.parametrize("datatype", ["INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64"])
def test_labels_of_every_type(client, datatype):
    case = Case((16, 100))
    types = {"FP16": np.float16, "FP32": np.float32, "FP64": np.float64}
    labels = case.labels.astype(types.get(datatype) or np.dtype(datatype.lower()))
    result = client.infer(MODEL, inputs_of(("logits", case.logits, "FP32"), ("labels", labels, datatype)))
    case.check(result.as_numpy("loss"), result.as_numpy("gradients"))


@pytest.mark.parametrize(("datatype", "tolerance"), [("FP16", 1e-3), ("FP32", 1e-5), ("FP64", 1e-12)])
def test_logits_of_every_type(client, datatype, tolerance):
    case = Case((64, 200))
    logits = case.logits.astype({"FP16": np.float16, "FP32": np.float32, "FP64": np.float64}[datatype])
    case.loss, case.gradients = case.expected(logits)
    result = client.infer(
        MODEL, inputs_of(("logits", logits, datatype), ("labels", case.labels, "INT64")), parameters={"loss_weight": 64.0}
    )
    gradients = result.as_numpy("gradients")
    assert gradients.dtype == logits.dtype
    case.check(result.as_numpy("loss"), gradients.astype(np.float64) / 64, tolerance)


def test_bfloat16(client):
    case = Case((64, 200))
    logits = case.logits.astype(ml_dtypes.bfloat16)
    case.loss, case.gradients = case.expected(logits)
    result = client.infer(MODEL, inputs_of(("logits", logits, "BF16"), ("labels", case.labels, "INT64")))
    case.check(result.as_numpy("loss"), result.as_numpy("gradients").astype(np.float64), 5e-3)


def test_weights_and_targets(client):
    case = Case((8, 5))
    targets = np.eye(5, dtype=np.float32)[case.labels]
    mask = np.ones(8, bool)
    result = client.infer(
        MODEL,
        inputs_of(
            ("logits", case.logits, "FP32"), ("targets", targets, "FP32"), ("position_weights", mask, "BOOL"),
            ("class_weights", np.ones(5), "FP64"),
        ),
    )
    case.check(result.as_numpy("loss"), result.as_numpy("gradients"))


def test_slices_of_the_classes(client):
    case = Case((16, 96))
    slices, offsets = np.split(case.logits, 3, axis=1), [0, 32, 64]
    parameters = [{"class_offset": offset, "num_classes": 96} for offset in offsets]
    labels = ("labels", case.labels, "INT64")
    parts = [
        client.infer(f"{MODEL}_partials", inputs_of(("logits", np.ascontiguousarray(x), "FP32"), labels), parameters=p)
        for x, p in zip(slices, parameters)
    ]
    maxima = np.stack([part.as_numpy("max") for part in parts])
    maximum = maxima.max(axis=0)
    sum_exp = sum(part.as_numpy("sum_exp") * np.exp(m - maximum) for part, m in zip(parts, maxima))
    assert (sum(part.as_numpy("has_target") for part in parts) == 1).all()
    chosen = np.take_along_axis(case.logits, case.labels[:, None], 1)[:, 0]
    np.testing.assert_array_equal(sum(part.as_numpy("target_logit") for part in parts), chosen)
    results = [
        client.infer(
            MODEL,
            inputs_of(
                ("logits", np.ascontiguousarray(x), "FP32"), labels, ("max", maximum, "FP64"), ("sum_exp", sum_exp, "FP64")
            ),
            parameters=p,
        )
        for x, p in zip(slices, parameters)
    ]
    case.check(
        sum(float(result.as_numpy("loss")) for result in results),
        np.concatenate([result.as_numpy("gradients") for result in results], axis=1),
    )


def test_many_at_once(client):
    cases = [Case((32, 100), seed) for seed in range(32)]
    requests = [client.async_infer(MODEL, batch(case)) for case in cases]
    for case, request in zip(cases, requests):
        result = request.get_result(block=True, timeout=60)
        case.check(result.as_numpy("loss"), result.as_numpy("gradients"))


def test_not_a_number_in_json(client):
    logits = np.array([[1, np.nan], [0, -np.inf]], np.float32)
    result = client.infer(
        MODEL,
        inputs_of(("logits", logits, "FP32"), ("labels", np.array([0, 0]), "INT64"), binary=False),
        outputs=[http.InferRequestedOutput(name, binary_data=False) for name in ("loss", "gradients", "max")],
    )
    assert np.isnan(result.as_numpy("loss"))
    assert np.isnan(result.as_numpy("gradients")[0]).all()


@pytest.mark.parametrize(
    ("model", "labels", "parameters", "status", "text"),
    [
        ("nothing", [0], {}, "404", 'no model "nothing"'),
        (MODEL, [10], {}, "422", "label 10 is outside [0, 10)"),
        (MODEL, [0, 1], {}, "422", "need one for each position"),
        (MODEL, [0], {"colour": 1}, "422", "unknown parameter"),
        (MODEL, [0], {"normalization": "SOME"}, "422", '"FULL"'),
    ],
)
def test_errors_say_what_is_wrong(client, model, labels, parameters, status, text):
    logits = np.zeros((1, 10), np.float32)
    with pytest.raises(InferenceServerException) as error:
        client.infer(
            model, inputs_of(("logits", logits, "FP32"), ("labels", np.array(labels), "INT64")), parameters=parameters
        )
    assert error.value.status() == status
    assert text in error.value.message()


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
def test_compression(client, case, algorithm):
    """Both ways."""
    result = client.infer(
        MODEL, batch(case), request_compression_algorithm=algorithm, response_compression_algorithm=algorithm
    )
    case.check(result.as_numpy("loss"), result.as_numpy("gradients"))
