"""Batches to send, with the answers to expect."""

from dataclasses import dataclass

import numpy as np
import orjson
from names import HUMMINGBIRD

@dataclass
class Batch:
    """A body, the numbers in it, and the answer to it in float64."""

    logits: np.ndarray
    labels: np.ndarray
    body: bytes
    loss: float
    gradients: np.ndarray

    def check(self, content: bytes | memoryview, who: str) -> None:
        """An answer's JSON."""
        answer = orjson.loads(content)
        self.check_numbers(answer["loss"], np.array(answer["gradients"]), who)

    def check_numbers(self, loss: float, gradients: np.ndarray, who: str) -> None:
        # It adds up 32,000 exponentials one after another in float32, and is off by 4e-5.
        tolerance = 1e-4 if who == HUMMINGBIRD else 1e-5
        np.testing.assert_allclose(loss, self.loss, rtol=tolerance, err_msg=f"loss of {who}")
        np.testing.assert_allclose(
            gradients, self.gradients, rtol=tolerance, atol=1e-6 / self.labels.size, err_msg=f"gradients of {who}"
        )


def make_batch(random: np.random.Generator, shape: tuple[int, ...]) -> Batch:
    """Normal logits of that shape, classes along axis 1."""
    logits = random.normal(0, 3, shape).astype(np.float32)
    labels = random.integers(0, shape[1], (shape[0], *shape[2:]))
    # orjson writes float32 as the shortest decimal, as a client with NumPy would.
    body = orjson.dumps({"logits": logits, "labels": labels}, option=orjson.OPT_SERIALIZE_NUMPY)
    gradients = logits.astype(np.float64)
    gradients -= gradients.max(axis=1, keepdims=True)
    chosen = np.expand_dims(labels, 1)
    labelled = np.take_along_axis(gradients, chosen, axis=1)
    np.exp(gradients, out=gradients)
    sums = gradients.sum(axis=1, keepdims=True)
    gradients /= sums
    np.put_along_axis(gradients, chosen, np.take_along_axis(gradients, chosen, axis=1) - 1, axis=1)
    gradients /= labels.size
    return Batch(logits, labels, body, float((np.log(sums) - labelled).mean()), gradients)


def make_batches(shape: tuple[int, ...], count: int, seed: int = 1) -> list[Batch]:
    random = np.random.default_rng(seed)
    return [make_batch(random, shape) for _ in range(count)]
