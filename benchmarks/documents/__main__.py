"""`python -m benchmarks.documents --json FILE`: what statements cost, beside other ways to make the same ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.documents.statements import measure


def main() -> None:
    """Measures, prints the tables and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    figures = measure()
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
