"""`python -m benchmarks.hammer --json FILE [--clients N] [--rounds N] [--database NAME]`: is anything given away twice?

32 clients play 200 rounds of six presses each through the production server, on PostgreSQL and on SQLite: others are shown, one of
them is swapped to, accepted, donated or declined, and taken back. Clients two by two are two browsers of the same people, so that
every press meets its like; of each product one piece is free, and hardly any money is left. Afterwards pieces and money are
counted from the rows, and the audit reads all of it. Ends with code 1 where anything was oversold, overspent, answered with 5xx,
not answered, or found by the audit.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from benchmarks.databases import NAMES
from benchmarks.hammer.against import Figures, hammer

CLIENTS: Final = 32
ROUNDS: Final = 200
MUST_BE_NONE: Final = ("oversold", "overspent_minor", "answers_5xx", "unanswered", "audit_findings")


def main() -> None:
    """Measures, prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hammer", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--clients", type=int, default=CLIENTS, help=f"how many press at once, two by two ({CLIENTS})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds of six presses of each ({ROUNDS})")
    parser.add_argument("--database", choices=NAMES, help="on this one only")
    asked = parser.parse_args()
    if asked.clients < 2 or asked.clients % 2 or asked.rounds < 1:
        parser.error("--clients has to be an even number from 2 on, --rounds at least 1")
    figures: dict[str, Figures] = {}
    for name in ("postgresql", "sqlite"):
        if asked.database in {None, name}:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:  # settings belong to a process
                figures[name] = process.submit(hammer, name, asked.clients, asked.rounds).result()
            if asked.json is not None:
                asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    _print(figures)
    raise SystemExit(1 if any(found[name] for found in figures.values() for name in MUST_BE_NONE) else 0)


def _print(figures: dict[str, Figures]) -> None:
    for database, found in figures.items():
        for name, value in found.items():
            told = ", ".join(f"{act} {count}" for act, count in value.items()) if isinstance(value, dict) else value
            print(f"{database:<12}{name:<20} {told}{'   bar 0' if name in MUST_BE_NONE else ''}")


if __name__ == "__main__":
    main()
