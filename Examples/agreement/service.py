"""The service, as a client of a few lines sees it."""

import argparse
import json
import urllib.request

import numpy as np


def address() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="where a server listens")
    return parser.parse_args().url


class Service:
    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, batch: dict, path: str = "") -> dict:
        """Sends a batch whose arrays are flat, and hands back the answer with flat arrays."""
        fields = {name: written(value) for name, value in batch.items()}
        request = urllib.request.Request(
            f"{self.url}/v1/softmax-loss{path}",
            data=json.dumps(fields).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.loads(response.read())


def written(value: object) -> object:
    if isinstance(value, np.ndarray):
        # Shortest decimals that read back the same, of float32 too.
        return [float(str(number)) for number in value.ravel()] if value.dtype.kind == "f" else value.ravel().tolist()
    return value


def numbers(values: list) -> np.ndarray:
    """float() knows NaN and the infinities by the names they have in answers."""
    return np.array([np.nan if value is None else float(value) for value in values])
