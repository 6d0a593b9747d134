"""Triton Inference Server with its Python backend and NumPy, which is how a model in Python is put behind its protocol.

    triton_numpy.py PORT

Two-dimensional FP32 logits and INT64 labels; `loss` and `gradients` as octets. Triton's binary takes Debian's own
python3, whose library it is linked to.
"""

import sys
from pathlib import Path

import numpy as np
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

sys.path.insert(0, str(Path(__file__).parent))
from numpy_loss import softmax_loss  # noqa: E402


def infer(requests: list) -> list:
    answers = []
    for request in requests:
        # The arrays are those of shared memory: gradients are written to others.
        loss, gradients = softmax_loss(request["logits"].copy(), request["labels"])
        answers.append({"loss": np.array([loss], np.float32), "gradients": gradients})
    return answers


def main() -> None:
    port = int(sys.argv[1])
    config = TritonConfig(
        http_address="127.0.0.1", http_port=port, allow_grpc=False, allow_metrics=False, log_verbose=0,
    )
    with Triton(config=config) as triton:
        triton.bind(
            model_name="softmax_loss",
            infer_func=infer,
            inputs=[Tensor(name="logits", dtype=np.float32, shape=(-1, -1)), Tensor(name="labels", dtype=np.int64, shape=(-1,))],
            outputs=[Tensor(name="loss", dtype=np.float32, shape=(1,)), Tensor(name="gradients", dtype=np.float32, shape=(-1, -1))],
            config=ModelConfig(batching=False),
        )
        triton.run()
        print(f"running on http://127.0.0.1:{port}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
