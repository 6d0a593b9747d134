"""Checks every example of openapi.yaml against the schema beside it, and that each request has its answer."""

import sys
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

contract = yaml.safe_load((Path(__file__).parent.parent / "openapi.yaml").read_text(encoding="utf-8"))
failures: list[str] = []
checked = 0


def check(place: str, schema: dict, value: object) -> None:
    global checked
    checked += 1
    # The schemas refer to each other from the top of the document.
    validator = Draft202012Validator({**schema, "components": contract["components"]})
    failures.extend(f"{place}{error.json_path[1:]}: {error.message}" for error in validator.iter_errors(value))


def visit(node: object, place: str) -> None:
    if isinstance(node, list):
        for index, item in enumerate(node):
            visit(item, f"{place}/{index}")
        return
    if not isinstance(node, dict):
        return
    schema = node.get("schema")
    if isinstance(schema, dict):
        if "example" in node:
            check(f"{place}/example", schema, node["example"])
        for name, example in node.get("examples", {}).items():
            check(f"{place}/examples/{name}", schema, example["value"])
    for name, item in node.items():
        if name not in ("schema", "example", "examples"):
            visit(item, f"{place}/{name}")


visit(contract, "")
for path in ("/v1/softmax-loss", "/v1/softmax-loss/partials"):
    post = contract["paths"][path]["post"]
    requests = post["requestBody"]["content"]["application/json"]["examples"]
    answers = post["responses"]["200"]["content"]["application/json"]["examples"]
    invalid = post["responses"]["422"]["content"]["application/problem+json"].get("examples", {})
    if requests.keys() != answers.keys():
        failures.append(f"{path}: requests and answers differ in {sorted(requests.keys() ^ answers.keys())}")
    failures.extend(
        f"{path}: 422 example {name} has no x-request" for name, example in invalid.items() if "x-request" not in example
    )

for failure in failures:
    print(failure, file=sys.stderr)
print(f"{checked} examples checked, {len(failures)} failures")
sys.exit(1 if failures else 0)
