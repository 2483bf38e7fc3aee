"""`python -m benchmarks.web --json FILE`: a gift's page while strangers sign in and clients dawdle; what a tireless reader draws.

The same web process is measured with our worker and, as the peer, with the web server's own (`gthread`). Ratios are what counts.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.web.load import measure


def main() -> None:
    """Measures, prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-web-") as folder:
        figures = measure(Path(folder) / "data")
    for name, value in figures.items():
        print(f"{name:<46} {value}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
