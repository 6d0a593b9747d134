"""What Scripts/bench runs once everything is built: measures, writes the figures to a file, and prints them."""

import argparse
import json
import sys
from pathlib import Path

import machine


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Scripts/bench", description=__doc__)
    parser.add_argument("what", choices=["kernel", "codec", "service", "large", "sweep", "octets"])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON and nothing else")
    parser.add_argument("--rounds", type=int, help="turns of each contestant")
    parser.add_argument("--only", action="append", metavar="NAME", help="a case or part of what is measured; repeatable")
    parser.add_argument("--output", type=Path, required=True, help=argparse.SUPPRESS)
    for binary in ("server", "probe", "simdjson", "hummingbird", "triton-python"):
        parser.add_argument(f"--{binary}", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def keep(path: Path, what: str, results: object, binary: Path) -> None:
    """Beside what was measured of the same before, where only a part was measured."""
    if isinstance(results, dict) and path.exists():
        results = json.loads(path.read_text(encoding="utf-8"))[what] | results
    figures = {"machine": machine.description(binary), what: results}
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def chosen(options: argparse.Namespace, names: list[str]) -> list[str]:
    if unknown := set(options.only or []) - set(names):
        sys.exit(f"error: {', '.join(sorted(unknown))}: the names are {', '.join(names)}")
    return options.only or names


def main() -> None:
    options = arguments()
    if options.what == "kernel":
        import kernel as module

        results = module.measure(options.probe, options.rounds or 31)
        said = module.brief(results)
    elif options.what == "codec":
        import codec as module

        results = module.measure(options.probe, options.simdjson, options.rounds or 21)
        said = module.brief(results)
    elif options.what == "service":
        import service as module

        binaries = module.Binaries(options.server, options.hummingbird)
        names = chosen(options, list(module.CASES))
        said = results = {name: module.measure(module.CASES[name], binaries, options.rounds) for name in names}
    elif options.what == "sweep":
        import sweep as module

        from service import Binaries

        binaries = Binaries(options.server, options.hummingbird)
        said = results = module.measure(binaries, chosen(options, list(module.PARTS)), options.rounds)
    elif options.what == "octets":
        import octets as module

        names = chosen(options, list(module.CASES))
        said = results = {
            name: module.measure(module.CASES[name], options.server, options.triton_python, options.rounds)
            for name in names
        }
    else:
        import large as module

        said = results = module.measure(options.server, chosen(options, module.PARTS), options.rounds)
    keep(options.output / f"{options.what}.json", options.what, results, options.server or options.probe)
    if options.json:
        print(json.dumps({options.what: said}, ensure_ascii=False))
    else:
        module.print_table(results)


if __name__ == "__main__":
    main()
