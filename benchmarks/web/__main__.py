"""`python -m benchmarks.web --json FILE [--seconds N] [--database NAME]`: how soon answers are taken in, and what strangers cost.

`postgresql`, `sqlite`: 60 accepts and 40 swaps a second for a minute, each at its appointed time, through the production server;
99 of 100 within 100 ms on PostgreSQL. SQLite is asked for as much as it holds, and at least 20 a second. The other figures are a
gift's page while strangers sign in and clients dawdle, and what a tireless reader draws, with our worker and, as the peer, with
the web server's own (`gthread`); there ratios are what counts.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from benchmarks.databases import NAMES
from benchmarks.web.answers import measure_answers
from benchmarks.web.load import measure

SECONDS: Final = 60.0


def main() -> None:
    """Measures, prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long answers are pressed (60)")
    parser.add_argument("--database", choices=NAMES, help="the answers on this one only, and nothing else")
    asked = parser.parse_args()
    figures: dict[str, Any] = {
        name: _apart(measure_answers, name, asked.seconds)
        for name in ("postgresql", "sqlite")
        if asked.database in {None, name}
    }
    if asked.database is None:
        with tempfile.TemporaryDirectory(prefix="hp-web-") as folder:
            figures |= _apart(measure, Path(folder) / "data")
    _print(figures)
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _apart(measured: Callable[..., dict[str, Any]], *what: object) -> dict[str, Any]:
    """In a process of its own, whose settings are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, *what).result()


def _print(figures: dict[str, Any], before: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            _print(value, f"{name} ")
        else:
            print(f"{before + name:<46} {value}")


if __name__ == "__main__":
    main()
