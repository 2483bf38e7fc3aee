"""`python -m benchmarks.documents --json FILE`: what statements cost, beside other ways to make the same
ones, and what a look at a gift page costs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.documents import pages, statements


def main() -> None:
    """Measures, prints the tables and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    figures = {**statements.measure(), **pages.measure()}
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
