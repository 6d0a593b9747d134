"""Batches to send, with the answers to expect."""

from dataclasses import dataclass

import numpy as np
import orjson


@dataclass
class Batch:
    """A body, and the answer to it in float64."""

    body: bytes
    loss: float
    gradients: np.ndarray

    def check(self, content: bytes | memoryview, who: str) -> None:
        answer = orjson.loads(content)
        np.testing.assert_allclose(answer["loss"], self.loss, rtol=1e-5, err_msg=f"loss of {who}")
        np.testing.assert_allclose(
            np.array(answer["gradients"]), self.gradients, rtol=1e-5, atol=1e-6 / len(self.gradients),
            err_msg=f"gradients of {who}",
        )


def make_batch(random: np.random.Generator, rows: int, classes: int) -> Batch:
    logits = random.normal(0, 3, (rows, classes)).astype(np.float32)
    labels = random.integers(0, classes, rows)
    # orjson writes float32 as the shortest decimal, as a client with NumPy would.
    body = orjson.dumps({"logits": logits, "labels": labels}, option=orjson.OPT_SERIALIZE_NUMPY)
    x = logits.astype(np.float64)
    x -= x.max(axis=1, keepdims=True)
    exponentials = np.exp(x)
    sums = exponentials.sum(axis=1, keepdims=True)
    positions = np.arange(rows)
    gradients = exponentials / sums
    gradients[positions, labels] -= 1
    return Batch(body, float((np.log(sums[:, 0]) - x[positions, labels]).mean()), gradients / rows)
