"""The server that is held against the clients, and what its answers have to be."""

import os

import numpy as np
import pytest


@pytest.fixture(scope="session")
def url() -> str:
    """Scripts/clients starts it."""
    return os.environ["SERVER_URL"]


@pytest.fixture(scope="session")
def address(url: str) -> str:
    return url.removeprefix("http://")


class Case:
    """A batch, and its loss and gradients in float64."""

    def __init__(self, shape: tuple[int, ...], seed: int = 1, ignore_label: int | None = None):
        random = np.random.default_rng(seed)
        self.logits = random.normal(0, 3, shape).astype(np.float32)
        self.labels = random.integers(0, shape[1], (shape[0], *shape[2:]))
        if ignore_label is not None:
            self.labels.flat[:: 3] = ignore_label
        self.loss, self.gradients = self.expected(self.logits, ignore_label)

    def expected(self, logits: np.ndarray, ignore_label: int | None = None) -> tuple[float, np.ndarray]:
        x = logits.astype(np.float64)
        kept = np.ones(self.labels.shape, bool) if ignore_label is None else self.labels != ignore_label
        chosen = np.expand_dims(np.where(kept, self.labels, 0), 1)
        x = x - x.max(axis=1, keepdims=True)
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        losses = -np.log(np.take_along_axis(p, chosen, 1)).squeeze(1)
        np.put_along_axis(p, chosen, np.take_along_axis(p, chosen, 1) - 1, 1)
        p *= np.expand_dims(kept, 1)
        return losses[kept].sum() / kept.sum(), p / kept.sum()

    def check(self, loss: float, gradients: np.ndarray, tolerance: float = 1e-5) -> None:
        np.testing.assert_allclose(loss, self.loss, rtol=tolerance)
        np.testing.assert_allclose(gradients, self.gradients, rtol=tolerance, atol=tolerance / self.labels.size)


@pytest.fixture(params=[(4, 10), (256, 1000), (2, 21, 5, 7)], ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)
