"""The softmax loss of a batch as a NumPy expert writes it, for peers that differ in how they are asked."""

import numpy as np


def softmax_loss(x: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Loss and gradients of float32 logits, which the gradients replace."""
    count, classes = x.shape
    if labels.shape != (count,) or labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels do not fit the logits")
    positions = np.arange(count)
    x -= x.max(axis=1, keepdims=True)
    losses = -x[positions, labels]
    np.exp(x, out=x)
    sums = x.sum(axis=1)
    losses += np.log(sums)
    np.minimum(losses, 87.33654, out=losses)
    # One pass for both divisions.
    x *= (1 / (sums * np.float32(count)))[:, None]
    x[positions, labels] -= np.float32(1 / count)
    return float(losses.mean(dtype=np.float64)), x
