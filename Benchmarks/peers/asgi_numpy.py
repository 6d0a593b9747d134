"""What a Python expert would write instead of this project: a raw ASGI app with orjson and NumPy.

    uvicorn --http httptools --loop uvloop --no-access-log asgi_numpy:app

Two-dimensional float32 logits, labels, ignore_label and normalization; the answer has the same fields as ours.
"""

import struct

import numpy as np
import orjson
from numpy_loss import LARGEST_LOSS, element_losses


def softmax_loss(batch: dict) -> dict:
    rows = batch["logits"]
    count, classes = len(rows), len(rows[0])
    # Twice as fast as np.array(rows, np.float32) and np.fromiter, and it refuses a row of another length by itself.
    x = np.empty((count, classes), np.float32)
    pack_row, octets = struct.Struct(f"{classes}f").pack_into, x.data.cast("B")
    for offset, row in zip(range(0, x.nbytes, 4 * classes), rows):
        pack_row(octets, offset, *row)
    labels = np.asarray(batch["labels"], np.int64)
    ignore_label = batch.get("ignore_label")
    normalization = batch.get("normalization") or "VALID"

    ignored = None if ignore_label is None else labels == ignore_label
    if ignored is None or not ignored.any():
        ignored, valid_count, kept = None, count, labels
    else:
        valid_count, kept = int(count - ignored.sum()), np.where(ignored, 0, labels)
    normalizer = float(
        {"FULL": count, "VALID": max(valid_count, 1), "BATCH_SIZE": count, "NONE": 1}[normalization]
    )

    losses = element_losses(x, kept, normalizer)
    clamped = losses > LARGEST_LOSS
    np.minimum(losses, LARGEST_LOSS, out=losses)
    if ignored is not None:
        x[ignored] = 0
        losses[ignored] = 0
        clamped &= ~ignored
    loss_sum = float(losses.sum(dtype=np.float64))
    return {
        "loss": loss_sum / normalizer,
        "normalizer": normalizer,
        "normalization": normalization,
        "ignore_label": ignore_label,
        "valid_count": valid_count,
        "weight_sum": float(valid_count),
        "loss_sum": loss_sum,
        "clamped_count": int(clamped.sum()),
        "non_finite_count": int(count - np.isfinite(losses).sum()),
        "dtype": "float32",
        "gradients": x,
    }


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    message = await receive()
    body = message["body"]
    if message.get("more_body"):
        parts = [body]
        while message.get("more_body"):
            message = await receive()
            parts.append(message["body"])
        body = b"".join(parts)
    try:
        status, answer = 200, softmax_loss(orjson.loads(body))
    except (KeyError, OverflowError, TypeError, ValueError, struct.error) as error:
        status, answer = 422, {"detail": str(error)}
    content = orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
