"""The recipes of clients/README.md, as they stand there."""

import re
import subprocess
from pathlib import Path

TOP = Path(__file__).parent.parent.parent


def test_recipes(url, tmp_path):
    text = (TOP / "clients/README.md").read_text(encoding="utf-8").split("## curl\n")[1]
    recipes = re.findall(r"(?m)(?:^    .*\n)+", text)
    assert len(recipes) == 4
    (tmp_path / "clients").symlink_to(TOP / "clients")
    for recipe in recipes:
        script = "set -e\n" + recipe.replace("http://127.0.0.1:8080", url).replace("curl ", "curl -sS --fail-with-body ")
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        if "show" in recipe:
            assert "loss: F" in done.stdout and "1.40760" in done.stdout
    assert "0.1223642" in done.stdout
