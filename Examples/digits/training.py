"""The training loop, the same whoever computes the loss."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from network import TwoLayerNetwork

Loss = Callable[[np.ndarray, np.ndarray], tuple[float, np.ndarray]]


@dataclass
class Digits:
    """Images as rows of 64 brightnesses from 0 to 1, labels from 0 to 9."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@dataclass
class Settings:
    epochs: int = 40
    batch_size: int = 64
    hidden: int = 96
    rate: float = 0.05
    momentum: float = 0.9
    seed: int = 7


@dataclass
class History:
    """What a run was like."""

    name: str
    batch_losses: list[float] = field(default_factory=list)
    epoch_losses: list[float] = field(default_factory=list)
    test_accuracies: list[float] = field(default_factory=list)
    parameters: list[np.ndarray] = field(default_factory=list)


def train(digits: Digits, loss_function: Loss, name: str, settings: Settings) -> History:
    network = TwoLayerNetwork(digits.train_images.shape[1], settings.hidden, 10, settings.seed)
    # The order of the images is the same in every run: only the loss's maker differs.
    random = np.random.default_rng(settings.seed)
    history = History(name)
    for epoch in range(settings.epochs):
        losses = []
        order = random.permutation(len(digits.train_labels))
        for start in range(0, len(order), settings.batch_size):
            batch = order[start : start + settings.batch_size]
            images = digits.train_images[batch]
            activations, logits = network.forward(images)
            loss, logit_gradients = loss_function(logits, digits.train_labels[batch])
            network.step(network.backward(images, activations, logit_gradients), settings.rate, settings.momentum)
            losses.append(loss)
        history.batch_losses += losses
        history.epoch_losses.append(float(np.mean(losses)))
        history.test_accuracies.append(network.accuracy(digits.test_images, digits.test_labels))
        show_progress(history, epoch + 1, settings.epochs)
    history.parameters = network.parameters
    return history


def show_progress(history: History, epoch: int, epochs: int, width: int = 30) -> None:
    done = width * epoch // epochs
    line = (
        f"{history.name:>8} [{'█' * done}{'·' * (width - done)}] epoch {epoch}/{epochs}"
        f"  loss {history.epoch_losses[-1]:.4f}  test accuracy {history.test_accuracies[-1]:.2%}"
    )
    if sys.stderr.isatty():
        print(f"\r{line}", end="\n" if epoch == epochs else "", file=sys.stderr, flush=True)
    elif epoch == epochs or epoch % 10 == 0:
        print(line, file=sys.stderr, flush=True)
