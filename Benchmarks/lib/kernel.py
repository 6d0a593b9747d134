"""The kernel beside NumPy and PyTorch: loss and gradient, float32, one thread each, nanoseconds an element."""

import tempfile
from pathlib import Path

import numpy as np
import torch
from batches import Batch, make_batch
from contest import alternate, in_words, ratio, spread
from names import OURS
from probe import Probe, Timed, in_probe, in_python

SHAPES = [(256, 1000), (32, 32000), (8, 50257), (8, 21, 128, 128)]


class NumPyLoss:
    """As one writes it who knows NumPy: every pass into memory that is there, and no more passes than it takes."""

    def __init__(self, batch: Batch):
        self.logits = batch.logits
        self.labels = np.expand_dims(batch.labels, 1)
        self.gradients = np.empty_like(batch.logits)
        self.loss = 0.0

    def __call__(self) -> None:
        x, g, labels, count = self.logits, self.gradients, self.labels, self.labels.size
        np.subtract(x, x.max(axis=1, keepdims=True), out=g)
        labelled = np.take_along_axis(g, labels, axis=1)
        np.exp(g, out=g)
        sums = g.sum(axis=1, keepdims=True)
        self.loss = float((np.log(sums) - labelled).mean(dtype=np.float64))
        g *= 1 / (sums * np.float32(count))
        chosen = np.take_along_axis(g, labels, axis=1)
        np.put_along_axis(g, labels, chosen - np.float32(1 / count), axis=1)


class TorchLoss:
    def __init__(self, batch: Batch):
        self.logits = torch.from_numpy(batch.logits.copy()).requires_grad_()
        self.labels = torch.from_numpy(batch.labels)
        self.loss = 0.0

    def __call__(self) -> None:
        self.logits.grad = None
        loss = torch.nn.functional.cross_entropy(self.logits, self.labels)
        loss.backward()
        self.loss = loss.item()

    @property
    def gradients(self) -> np.ndarray:
        return self.logits.grad.numpy()


def measure(probe_binary: Path, rounds: int) -> list[dict]:
    torch.set_num_threads(1)
    random = np.random.default_rng(1)
    with Probe(probe_binary) as probe, tempfile.TemporaryDirectory() as directory:
        return [measure_shape(probe, make_batch(random, shape), Path(directory), rounds) for shape in SHAPES]


def measure_shape(probe: Probe, batch: Batch, directory: Path, rounds: int) -> dict:
    batch.logits.tofile(directory / "logits")
    batch.labels.tofile(directory / "labels")
    dimensions = ",".join(map(str, batch.logits.shape))
    probe.ask("prepare", "kernel", "kernel", dimensions, directory / "logits", directory / "labels")
    outcome = probe.outcome("kernel", directory / "outcome")
    gradients = np.frombuffer(outcome, np.float32, offset=8).reshape(batch.logits.shape)
    batch.check_numbers(np.frombuffer(outcome, np.float64, 1)[0], gradients, OURS)
    peers = {"numpy": NumPyLoss(batch), "torch": TorchLoss(batch)}
    for name, peer in peers.items():
        peer()
        batch.check_numbers(peer.loss, peer.gradients, name)

    units = batch.logits.size
    ours = Timed(OURS, units, in_probe(probe, "kernel"))
    others = [Timed(name, units, in_python(peer)) for name, peer in peers.items()]
    alternate([ours, *others], rounds)
    return {
        "shape": list(batch.logits.shape),
        "ns_per_element": {each.name: spread(each.costs) for each in [ours, *others]},
        "ratio": {other.name: ratio(ours, other) for other in others},
    }


def brief(results: list[dict]) -> list[dict]:
    """The medians alone, all in nanoseconds an element."""
    return [
        {"shape": result["shape"]}
        | {
            "ns_per_element" if name == OURS else name: round(costs["median"], 4)
            for name, costs in result["ns_per_element"].items()
        }
        for result in results
    ]


def print_table(results: list[dict]) -> None:
    print(f"{'ns an element, forward and backward':38}{'ours':>7}{'NumPy':>8}{'':>3}{'':19}{'PyTorch':>8}")
    for result in results:
        costs = {name: cost["median"] for name, cost in result["ns_per_element"].items()}
        ratios = {name: in_words(value) for name, value in result["ratio"].items()}
        print(
            f"{'×'.join(map(str, result['shape'])):38}{costs[OURS]:>7.3f}{costs['numpy']:>8.3f}   {ratios['numpy']:19}"
            f"{costs['torch']:>8.3f}   {ratios['torch']}"
        )
