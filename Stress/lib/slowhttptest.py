"""slowhttptest's four attacks, one after another, while normal requests are timed."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from client import address_of
from messages import PATH
from probe import Probe
from process import sample, settle
from report import Report
from verdicts import judge_descriptors, judge_normal, judge_traffic

# -c connections, -r connections a second, -i seconds between pieces, -l seconds of the whole, -p seconds after which its
# own probe says that the service is away, -o the files that it writes.
COMMON = ["-c", "1000", "-r", "500", "-p", "3"]
MODES: list[tuple[str, str, list[str]]] = [
    ("slow headers", "/healthz", ["-H", "-i", "2", "-x", "24"]),
    ("slow body", PATH, ["-B", "-i", "2", "-s", "8192", "-x", "10", "-t", "POST", "-f", "application/json"]),
    ("range", "/openapi.yaml", ["-R", "-a", "10", "-b", "3000"]),
    ("slow read", "/openapi.yaml", ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"]),
]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--seconds", type=int, default=30, help="of each mode (default 30)")
    return parser.parse_args()


def attack(url: str, options: list[str], seconds: int, probe: Probe) -> str:
    """What its own probe found, while ours runs."""
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        with log.open("wb") as file:
            command = ["slowhttptest", *COMMON, *options, "-l", str(seconds), "-u", url, "-g", "-o", f"{directory}/figures"]
            process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL)
            try:
                while process.poll() is None:
                    probe.run(0.5)
            finally:
                process.terminate()
                process.wait()
        # The columns of each second: closed, pending, connected, and whether its probe was answered.
        figures = Path(directory) / "figures.csv"
        rows = figures.read_text(encoding="utf-8").splitlines()[1:] if figures.exists() else []
        availability = [row.split(",")[4] for row in rows]
    if not availability:
        return f"nothing was measured, exit status {process.returncode}"
    away = sum(value.strip() in ("0", "0.0") for value in availability)
    return f"away in {away} of {len(availability)} seconds"


def main() -> int:
    options = arguments()
    report = Report()
    probe = Probe(address_of(options.url))
    probe.run(1)
    probe.close()
    # The server learns of that a little later.
    time.sleep(1)
    before = sample(options.pid)
    for name, path, mode in MODES:
        said = attack(options.url + path, mode, options.seconds, probe)
        report.require(f"{name}: by slowhttptest's probe", said, "never away", said.startswith("away in 0 of "))
    probe.close()
    judge_normal(report, probe.tally)
    judge_traffic(report, {"normal": probe.tally})
    judge_descriptors(report, before, settle(options.pid, lambda now: now.descriptors == before.descriptors, 90))
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
