"""Writes constraints.txt (for running) and constraints-dev.txt (with the tools) from pyproject.toml, by uv."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Written by `make pins` from pyproject.toml: what {} needs, for each Python from 3.11 on and each machine.\n"


def pin(name: str, purpose: str, *options: str) -> None:
    """Pins that are in the file already are kept, unless an option says otherwise."""
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    command = [
        *(sys.executable, "-m", "uv", "--no-config", "pip", "compile", "--quiet", "pyproject.toml", "-"),
        *("--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--output-file", name, *options),
    ]
    subprocess.run(command, cwd=ROOT, input="\n".join(backend), text=True, check=True)
    file = ROOT / name
    file.write_text(HEAD.format(purpose) + file.read_text(encoding="utf-8"), encoding="utf-8")


pin("constraints.txt", "running", *sys.argv[1:])
pin("constraints-dev.txt", "developing", "--extra", "dev", "--constraint", "constraints.txt", *sys.argv[1:])
