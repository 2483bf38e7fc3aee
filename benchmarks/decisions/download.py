"""Downloads the group `replays` of pyproject.toml into a folder: `python -m benchmarks.decisions.download FOLDER`.

No package is installed and none of its code is run, but for the rival, which is unpacked into FOLDER/lib.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_RIVAL: Final = "vowpalwabbit"


def main() -> None:
    """Says which could not be had and goes on: the benchmark names the sets that are missing."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "var" / "replays"
    wanted: list[str] = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["replays"]
    missing = []
    for one in wanted:
        to = (
            ["install", "--target", str(folder / "lib")]
            if one.startswith(_RIVAL)
            else ["download", "--dest", str(folder)]
        )
        command = [sys.executable, "-m", "pip", to[0], "--quiet", "--no-deps", "--ignore-requires-python", *to[1:], one]
        if subprocess.run(command, check=False).returncode:
            missing.append(one)
    print(f"Downloaded {len(wanted) - len(missing)} of {len(wanted)} packages to {folder}.")
    if missing:
        print("Not to be had: " + ", ".join(missing))


if __name__ == "__main__":
    main()
