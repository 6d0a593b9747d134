"""What a figure was measured on and with."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = ["fastapi", "httptools", "numpy", "orjson", "pydantic", "torch", "uvicorn", "uvloop"]


def processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return re.sub(r"\(R\)|\(TM\)", "", found[1]).strip() if found else platform.machine()


def description(binary: Path) -> dict:
    """`binary` is one that Scripts/build built, in a directory that is named after the level."""
    level = re.search(r"/\.build-release-([^/]+)/", str(binary))
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "level": level[1] if level else "an unknown level",
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    }
