"""The JSON codecs beside simdjson and std::to_chars, orjson with NumPy, and Foundation: nanoseconds a float."""

import struct
import tempfile
from pathlib import Path

import numpy as np
import orjson
from batches import Batch, make_batch
from contest import alternate, in_words, ratio, spread
from names import OURS
from probe import Probe, Timed, in_probe, in_python

ROWS, CLASSES = 256, 1000


class OrjsonReading:
    """To float32 in the fastest way that is known: struct takes a row's floats twice as fast as NumPy does."""

    def __init__(self, body: bytes):
        self.body = body
        self.logits = np.empty((0, 0), np.float32)

    def __call__(self) -> None:
        rows = orjson.loads(self.body)["logits"]
        count, classes = len(rows), len(rows[0])
        self.logits = np.empty((count, classes), np.float32)
        pack_row, octets = struct.Struct(f"{classes}f").pack_into, self.logits.data.cast("B")
        for offset, row in zip(range(0, self.logits.nbytes, 4 * classes), rows):
            pack_row(octets, offset, *row)


class OrjsonWriting:
    def __init__(self, gradients: np.ndarray):
        self.answer = {"gradients": gradients}
        self.text = b""

    def __call__(self) -> None:
        self.text = orjson.dumps(self.answer, option=orjson.OPT_SERIALIZE_NUMPY)


def measure(probe_binary: Path, simdjson_binary: Path, rounds: int) -> dict:
    batch = make_batch(np.random.default_rng(1), (ROWS, CLASSES))
    gradients = batch.gradients.astype(np.float32)
    with Probe(probe_binary) as probe, Probe(simdjson_binary) as cpp, tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        body, floats = directory / "body", directory / "gradients"
        body.write_bytes(batch.body)
        gradients.tofile(floats)
        return {
            "reading": measure_reading(probe, cpp, batch, body, rounds),
            "writing": measure_writing(probe, cpp, gradients, body, floats, rounds),
        }


def measure_reading(probe: Probe, cpp: Probe, batch: Batch, body: Path, rounds: int) -> dict:
    probe.ask("prepare", "read", "read", body)
    probe.ask("prepare", "foundation-read", "foundation-read", body)
    cpp.ask("prepare", "read", "simdjson-read", body)
    orjson_reading = OrjsonReading(batch.body)
    orjson_reading()
    outcomes = {
        OURS: probe.outcome("read", body.with_name("outcome")),
        "Foundation": probe.outcome("foundation-read", body.with_name("outcome")),
        "simdjson": cpp.outcome("read", body.with_name("outcome")),
        "orjson": orjson_reading.logits.tobytes(),
    }
    for name, octets in outcomes.items():
        # simdjson and orjson round twice, by way of float64; with these numbers it comes to the same.
        read = np.frombuffer(octets, np.float32).reshape(batch.logits.shape)
        np.testing.assert_array_equal(read, batch.logits, err_msg=f"read by {name}")

    runs = {
        OURS: in_probe(probe, "read"),
        "simdjson": in_probe(cpp, "read"),
        "orjson and NumPy": in_python(orjson_reading),
        "Foundation": in_probe(probe, "foundation-read"),
    }
    octets = len(batch.body) - len(orjson.dumps({"logits": [], "labels": batch.labels.tolist()}))
    return figures(runs, octets, rounds)


def measure_writing(
    probe: Probe, cpp: Probe, gradients: np.ndarray, body: Path, floats: Path, rounds: int
) -> dict:
    probe.ask("prepare", "write", "write", body, floats)
    probe.ask("prepare", "foundation-write", "foundation-write", body, floats)
    cpp.ask("prepare", "write", "to_chars-write", floats, CLASSES)
    orjson_writing = OrjsonWriting(gradients)
    orjson_writing()
    texts = {
        OURS: probe.outcome("write", body.with_name("outcome")),
        "Foundation": probe.outcome("foundation-write", body.with_name("outcome")),
        "std::to_chars": cpp.outcome("write", body.with_name("outcome")),
        "orjson": orjson_writing.text,
    }
    for name, text in texts.items():
        written = np.array(orjson.loads(text)["gradients"]).astype(np.float32)
        np.testing.assert_array_equal(written, gradients, err_msg=f"written by {name}")

    runs = {
        OURS: in_probe(probe, "write"),
        "std::to_chars": in_probe(cpp, "write"),
        "orjson and NumPy": in_python(orjson_writing),
        "Foundation": in_probe(probe, "foundation-write"),
    }
    return figures(runs, len(orjson_writing.text), rounds)


def figures(runs: dict, octets: int, rounds: int) -> dict:
    contestants = [Timed(name, ROWS * CLASSES, run) for name, run in runs.items()]
    alternate(contestants, rounds)
    ours, *others = contestants
    return {
        "floats": ROWS * CLASSES,
        "octets_per_float": octets / (ROWS * CLASSES),
        "ns_per_float": {each.name: spread(each.costs) for each in contestants},
        "ratio": {other.name: ratio(ours, other) for other in others},
    }


def brief(results: dict) -> dict:
    """The medians alone, nanoseconds a float."""
    return {
        what: {name: round(costs["median"], 3) for name, costs in result["ns_per_float"].items()}
        for what, result in results.items()
    }


def print_table(results: dict) -> None:
    for what, result in results.items():
        print(f"{what}, ns a float of {result['octets_per_float']:.1f} octets")
        for name, costs in result["ns_per_float"].items():
            compared = in_words(result["ratio"][name]) if name in result["ratio"] else ""
            print(f"  {name:36}{costs['median']:>7.1f}   {compared}")
