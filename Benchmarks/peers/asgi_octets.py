"""A raw ASGI app that only wraps NumPy around the octets of a request: as little as Python can do.

    uvicorn --http httptools --loop uvloop --no-access-log asgi_octets:app

The wire is that of the Open Inference Protocol with octets both ways, FP32 logits and INT64 labels in that order.
"""

import json

import numpy as np
from numpy_loss import softmax_loss


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message["body"])
        more = message.get("more_body", False)
    body = parts[0] if len(parts) == 1 else b"".join(parts)
    length = int(dict(scope["headers"])[b"inference-header-content-length"])
    logits, labels = json.loads(body[:length])["inputs"]
    end = length + logits["parameters"]["binary_data_size"]
    # Octets of a request cannot be written to: the one copy that NumPy takes.
    x = np.frombuffer(body, np.float32, (end - length) // 4, length).reshape(logits["shape"]).copy()
    loss, gradients = softmax_loss(x, np.frombuffer(body, np.int64, -1, end).reshape(labels["shape"]))
    head = json.dumps(
        {
            "model_name": "softmax_loss",
            "model_version": "1",
            "outputs": [
                {"name": "loss", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 4}},
                {
                    "name": "gradients", "datatype": "FP32", "shape": gradients.shape,
                    "parameters": {"binary_data_size": gradients.nbytes},
                },
            ],
        }
    ).encode()
    first = head + np.float32(loss).tobytes()
    headers = [
        (b"content-type", b"application/octet-stream"),
        (b"content-length", b"%d" % (len(first) + gradients.nbytes)),
        (b"inference-header-content-length", b"%d" % len(head)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": first, "more_body": True})
    await send({"type": "http.response.body", "body": gradients.data.cast("B")})
