"""Parts of a batch of 32 by 32000 against the whole: slices of the classes, micro-batches, factored gradients."""

import itertools
import sys

import numpy as np

from service import Service, address, numbers

POSITIONS, CLASSES = 32, 32000
CUTS = [0, 9000, 9000, 20001, CLASSES]  # The second slice is empty.
SIZES = [1, 7, 2, 5, 3, 6, 4, 4]


def merge(partials: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What all slices come to: evaluated once, in float64, by ascending offset."""
    partials = sorted(partials, key=lambda part: part["class_offset"])
    maxima = np.array([numbers(part["max"]) for part in partials])
    sums = np.array([numbers(part["sum_exp"]) for part in partials])
    top = maxima.max(axis=0)
    total = np.zeros_like(top)
    for maximum, sum_exp in zip(maxima, sums):
        there = maximum > -np.inf
        total[there] += sum_exp[there] * np.exp(maximum[there] - top[there])
    return top, total, np.sum([numbers(part["coefficient_sum"]) for part in partials], axis=0)


def report(what: str, got: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    scale = max(1.0, float(np.abs(expected).max()))
    error = float(np.abs(got - expected).max()) / scale
    print(f"  {what:<44} {error:.1e}" + ("" if error <= tolerance else f", more than {tolerance:.0e}"))
    return error <= tolerance


def check(service: Service, dtype: str, offset: float, tolerance: float) -> bool:
    random = np.random.default_rng(5)
    logits = (random.normal(0, 4, (POSITIONS, CLASSES)) + offset).astype(dtype)
    labels = random.integers(0, CLASSES, POSITIONS)
    labels[3] = -1
    options = {"dtype": dtype, "ignore_label": -1, "label_smoothing": 0.1, "z_loss": 1e-4, "layout": "flat"}

    def batch(part: np.ndarray, own_labels: np.ndarray, **fields) -> dict:
        return {**options, "logits": part, "shape": list(part.shape), "labels": own_labels, **fields}

    whole = service.post(batch(logits, labels, outputs=["loss", "gradients", "max", "sum_exp", "log_sum_exp", "scale"]))
    gradients = numbers(whole["gradients"]).reshape(logits.shape)
    # Gradients are as small as scales: what matters is how far they are apart beside that.
    unit = numbers(whole["scale"]).max()
    right = True
    print(f"{dtype}, logits around {offset:g}")

    slices = [(low, logits[:, low:high]) for low, high in itertools.pairwise(CUTS)]
    fields = [{"class_offset": low, "num_classes": CLASSES} for low, _ in slices]
    partials = [
        service.post(batch(part, labels, **own), "/partials") for (_, part), own in zip(slices, fields)
    ]
    merged = merge(partials)
    for order in itertools.permutations(partials):
        right &= all(np.array_equal(one, other) for one, other in zip(merge(list(order)), merged))
    statistics = {"max": merged[0], "sum_exp": merged[1]}
    answers = [service.post(batch(part, labels, **own, **statistics)) for (_, part), own in zip(slices, fields)]
    parts = [
        numbers(answer["gradients"]).reshape(POSITIONS, -1) for answer in answers
    ]
    right &= report("slices: loss", np.array(sum(a["loss_sum"] for a in answers)), np.array(whole["loss_sum"]), tolerance)
    right &= report("slices: gradients", np.concatenate(parts, axis=1) / unit, gradients / unit, tolerance)

    ends = np.cumsum([0, *SIZES])
    answers = [
        service.post(batch(logits[low:high], labels[low:high], normalizer=float(whole["valid_count"])))
        for low, high in itertools.pairwise(ends)
    ]
    parts = [numbers(answer["gradients"]).reshape(-1, CLASSES) for answer in answers]
    total = np.array(sum(answer["loss_sum"] for answer in answers)) / sum(answer["valid_count"] for answer in answers)
    right &= report("micro-batches: loss", total, np.array(whole["loss_sum"] / whole["normalizer"]), tolerance)
    right &= report("micro-batches: gradients", np.concatenate(parts) / unit, gradients / unit, tolerance)

    smoothing, z = options["label_smoothing"], options["z_loss"]
    maximum, sum_exp, scale = (numbers(whole[name])[:, None] for name in ("max", "sum_exp", "scale"))
    probabilities = np.exp(logits.astype(np.float64) - maximum) / sum_exp
    coefficients = np.full(logits.shape, smoothing / CLASSES)
    kept = labels >= 0
    coefficients[np.arange(POSITIONS)[kept], labels[kept]] += 1 - smoothing
    pull = 1 + 2 * z * (maximum + np.log(sum_exp))
    rebuilt = scale * (pull * probabilities - coefficients)
    right &= report("factored gradients", rebuilt / unit, gradients / unit, tolerance)
    return right


def main() -> None:
    service = Service(address())
    right = True
    for dtype, offset in itertools.product(("float32", "float64"), (0.0, 30000.0)):
        right &= check(service, dtype, offset, 1e-6 if dtype == "float32" else 1e-12)
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
