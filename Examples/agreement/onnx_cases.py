"""ONNX's node tests for SoftmaxCrossEntropyLoss, sent as requests with its semantics."""

import sys

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

from service import Service, address, numbers

OPERATOR = "SoftmaxCrossEntropyLoss"


def tensors(case) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    inputs, outputs = case.data_sets[0]
    graph = case.model.graph

    def arrays(infos, values):
        return {
            info.name: onnx.numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else np.asarray(value)
            for info, value in zip(infos, values)
        }

    return arrays(graph.input, inputs), arrays(graph.output, outputs)


def request(node, inputs: dict[str, np.ndarray], explicit: bool) -> tuple[dict, str]:
    attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    values = [inputs[name] for name in node.input if name]
    logits, labels, weights = values[0], values[1], values[2] if len(values) > 2 else None
    reduction = attributes.get("reduction", b"mean").decode()
    batch = {
        "semantics": "onnx",
        "logits": logits,
        "shape": list(logits.shape),
        "labels": labels,
        "dtype": str(logits.dtype),
        "outputs": ["loss", "element_losses", "log_probabilities"],
    }
    if weights is not None:
        batch["class_weights"] = weights
    if "ignore_index" in attributes:
        batch["ignore_label"] = attributes["ignore_index"]
    if reduction == "sum":
        batch["normalization"] = "NONE"
    elif explicit:
        batch["normalization"] = "VALID" if weights is None else "WEIGHTED"
    return batch, reduction


def main() -> None:
    service = Service(address())
    # Those without a suffix are the operator itself; the others are the same, written out as other operators.
    cases = [
        case
        for case in collect_testcases(OPERATOR)
        if case.model is not None and len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type == OPERATOR
    ]
    failures = 0
    for case in cases:
        node = case.model.graph.node[0]
        inputs, outputs = tensors(case)
        expected = [outputs[name] for name in node.output if name]
        for explicit in (False, True):
            batch, reduction = request(node, inputs, explicit)
            answer = service.post(batch)
            loss = numbers(answer["element_losses"]) if reduction == "none" else float(answer["loss"])
            agrees = np.allclose(loss, expected[0].ravel(), rtol=1e-5, atol=1e-6, equal_nan=True)
            if len(expected) > 1:
                log_probabilities = numbers(answer["log_probabilities"])
                agrees &= np.allclose(log_probabilities, expected[1].ravel(), rtol=1e-5, atol=1e-6)
            if not agrees:
                failures += 1
                print(f"{case.name}: {loss} and {expected[0]}", file=sys.stderr)
    print(f"ONNX {onnx.__version__}: {len(cases)} node tests, with and without a normalization: {failures} failures")
    sys.exit(1 if failures or not cases else 0)


if __name__ == "__main__":
    main()
