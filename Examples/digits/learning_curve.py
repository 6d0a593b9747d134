"""The picture of a training: loss and test accuracy, epoch by epoch."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # A file, on machines without a display too.
import matplotlib.pyplot as plt  # noqa: E402
from training import History  # noqa: E402


def save_learning_curve(service: History, local: History, path: Path) -> None:
    figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    # Thin and dashed over broad: both are seen although they are the same.
    for history, style in ((service, {"linewidth": 4, "alpha": 0.4}), (local, {"linewidth": 1.2, "linestyle": "--"})):
        epochs = range(1, len(history.epoch_losses) + 1)
        loss_axes.semilogy(epochs, history.epoch_losses, label=f"loss from {history.name}", **style)
        accuracy_axes.plot(epochs, [100 * a for a in history.test_accuracies], label=f"loss from {history.name}", **style)
    loss_axes.set(xlabel="epoch", ylabel="mean training loss", title="Training loss")
    accuracy_axes.set(xlabel="epoch", ylabel="test accuracy (%)", title="Accuracy on images not trained with")
    for axes in (loss_axes, accuracy_axes):
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)
