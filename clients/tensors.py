"""Makes files to send with curl, and shows what is in the answers: see clients/README.md.

    tensors.py safetensors FILE               a batch as a safetensors file
    tensors.py infer FILE --fields FIELDS     a request of the Open Inference Protocol, and its header field
    tensors.py show FILE [--fields FIELDS]    the tensors of either answer; FIELDS are what curl -D wrote

Without --logits and --labels it is a small example: --logits '[[1, 2, 3], [1, 2, 3]]' --labels '[2, 0]'. Other options
are name=value: ignore_label=-1 normalization=FULL.
"""

import argparse
import json
import re
import struct
from pathlib import Path

FORMATS = {
    "F32": "f", "FP32": "f", "F64": "d", "FP64": "d", "F16": "e", "FP16": "e", "I64": "q", "INT64": "q", "BOOL": "?",
}


def flatten(value: object) -> tuple[list[int], list]:
    """The shape of nested lists, and their numbers."""
    if not isinstance(value, list):
        return [], [value]
    parts = [flatten(item) for item in value]
    return [len(value), *(parts[0][0] if parts else [])], [number for _, numbers in parts for number in numbers]


def pack(value: object, letter: str) -> tuple[list[int], bytes]:
    shape, numbers = flatten(value)
    return shape, struct.pack(f"<{len(numbers)}{letter}", *numbers)


def safetensors(options: argparse.Namespace) -> bytes:
    header, data = {"__metadata__": dict(options.options)}, b""
    for name, dtype in (("logits", "F32"), ("labels", "I64")):
        shape, octets = pack(getattr(options, name), FORMATS[dtype])
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(octets)]}
        data += octets
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def value_of(text: str) -> object:
    """A parameter: a number or a boolean where it is one, and text else."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def infer(options: argparse.Namespace) -> tuple[bytes, int]:
    inputs, data = [], b""
    for name, datatype in (("logits", "FP32"), ("labels", "INT64")):
        shape, octets = pack(getattr(options, name), FORMATS[datatype])
        inputs.append(
            {"name": name, "shape": shape, "datatype": datatype, "parameters": {"binary_data_size": len(octets)}}
        )
        data += octets
    parameters = {name: value_of(value) for name, value in options.options} | {"binary_data_output": True}
    text = json.dumps({"inputs": inputs, "parameters": parameters}).encode()
    return text + data, len(text)


def print_tensor(name: str, datatype: str, shape: list[int], octets: bytes) -> None:
    if datatype == "BF16":
        numbers = [struct.unpack("<f", b"\0\0" + octets[i : i + 2])[0] for i in range(0, len(octets), 2)]
    else:
        letter = FORMATS[datatype]
        numbers = list(struct.unpack(f"<{len(octets) // struct.calcsize('<' + letter)}{letter}", octets))
    print(f"{name}: {datatype} {shape} {numbers[:12]}{' …' if len(numbers) > 12 else ''}")


def show(content: bytes, fields: str | None) -> None:
    if fields is None:
        length = struct.unpack_from("<Q", content)[0]
        header = json.loads(content[8 : 8 + length])
        print(header.pop("__metadata__", {}))
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            print_tensor(name, entry["dtype"], entry["shape"], content[8 + length + begin : 8 + length + end])
        return
    found = re.search(r"(?im)^inference-header-content-length: *(\d+)", fields)
    length = int(found[1]) if found else len(content)
    answer, offset = json.loads(content[:length]), length
    for output in answer.get("outputs", []):
        size = output.get("parameters", {}).get("binary_data_size")
        if size is None:
            print(f"{output['name']}: {output['datatype']} {output['shape']} {output['data']}")
        else:
            print_tensor(output["name"], output["datatype"], output["shape"], content[offset : offset + size])
            offset += size
    if "error" in answer:
        print(answer["error"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["safetensors", "infer", "show"])
    parser.add_argument("file", type=Path)
    parser.add_argument("options", nargs="*", metavar="name=value", type=lambda text: tuple(text.split("=", 1)))
    parser.add_argument("--fields", type=Path)
    parser.add_argument("--logits", type=json.loads, default=[[1, 2, 3], [1, 2, 3]])
    parser.add_argument("--labels", type=json.loads, default=[2, 0])
    options = parser.parse_args()
    if options.what == "safetensors":
        options.file.write_bytes(safetensors(options))
    elif options.what == "infer":
        content, length = infer(options)
        options.file.write_bytes(content)
        field = f"Inference-Header-Content-Length: {length}\nContent-Type: application/octet-stream\n"
        (options.fields or options.file.with_suffix(".fields")).write_text(field, encoding="utf-8")
    else:
        show(options.file.read_bytes(), options.fields.read_text(encoding="utf-8") if options.fields else None)


if __name__ == "__main__":
    main()
