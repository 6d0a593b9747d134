"""Trains on handwritten digits twice, with the loss from the service and from NumPy, and compares the two."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from learning_curve import save_learning_curve
from losses import LocalLoss, ServiceLoss
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from training import Digits, History, Settings, train

REQUIRED_ACCURACY = 0.96
LARGEST_DIFFERENCE = 1e-5


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="where the server listens")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--picture", type=Path, default=Path(__file__).parent / "learning-curve.png")
    return parser.parse_args()


def digits(seed: int) -> Digits:
    images, labels = load_digits(return_X_y=True)
    train_images, test_images, train_labels, test_labels = train_test_split(
        images / 16, labels, test_size=0.2, random_state=seed, stratify=labels
    )
    return Digits(train_images, train_labels, test_images, test_labels)


def differences(one: History, other: History) -> tuple[float, float]:
    """The largest difference between the losses of any batch, and between any of the trained parameters."""
    losses = np.abs(np.array(one.batch_losses) - np.array(other.batch_losses)).max()
    parameters = max(np.abs(a - b).max() for a, b in zip(one.parameters, other.parameters))
    return float(losses), float(parameters)


def main() -> int:
    options = arguments()
    settings = Settings(epochs=options.epochs)
    data = digits(settings.seed)

    started = time.perf_counter()
    service = train(data, ServiceLoss(options.url), ServiceLoss.name, settings)
    seconds = time.perf_counter() - started
    local = train(data, LocalLoss(), LocalLoss.name, settings)
    save_learning_curve(service, local, options.picture)

    loss_difference, parameter_difference = differences(service, local)
    accuracy = service.test_accuracies[-1]
    print(f"trained on {len(data.train_labels)} images with {len(service.batch_losses)} requests in {seconds:.1f} s")
    print(f"test accuracy {accuracy:.2%} on {len(data.test_labels)} images")
    print(f"largest difference to NumPy: loss {loss_difference:.1e}, parameters {parameter_difference:.1e}")
    print(f"learning curve: {options.picture}")

    failed = False
    # Written so that NaN fails too.
    if not max(loss_difference, parameter_difference) <= LARGEST_DIFFERENCE:
        print(f"FAILED: the two runs differ by more than {LARGEST_DIFFERENCE:.0e}", file=sys.stderr)
        failed = True
    if not accuracy >= REQUIRED_ACCURACY:
        print(f"FAILED: the accuracy is below {REQUIRED_ACCURACY:.0%}", file=sys.stderr)
        failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
