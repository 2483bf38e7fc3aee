"""`python -m benchmarks.documents --json FILE`: what statements and pages cost, beside other ways to make the same ones."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from typing import Final

PARTS: Final = ("statements", "pages")


def main() -> None:
    """Runs the parts that are asked for, prints their tables and writes their figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--only", choices=PARTS, help="run one part")
    asked = parser.parse_args()
    figures: dict[str, object] = {}
    for part in PARTS if asked.only is None else (asked.only,):
        figures |= import_module(f"benchmarks.documents.{part}").measure()
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
