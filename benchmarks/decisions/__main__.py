"""`python -m benchmarks.decisions --json FILE`: what deciding, learning and comparing cost, and how well they do.

Each part is a module of its own, imported only when it is measured; `--only NAME` measures one. Ends with code 1 where a figure
misses its bar.
"""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

PARTS: Final = ("deciding", "false_alarms", "learn", "durable", "replays", "notes")
"""Modules of this folder, each with `measure() -> dict`."""
MOST: Final = {"decide_p99_ms": 20.0, "aa_false_alarm_share": 0.05}
LEAST: Final = {"events_per_second_per_core": 10_000.0}


def main() -> None:
    """Measures the parts that are there, prints and writes the figures, and names what is missing or over its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decisions", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--only", choices=PARTS, help="measure this part only")
    asked = parser.parse_args()
    figures = measure_parts([part for part in PARTS if asked.only in {None, part}])
    for name, value in figures.items():
        print(f"{name:<32} {value}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    raise SystemExit(1 if missed(figures) else 0)


def measure_parts(parts: list[str]) -> dict[str, Any]:
    """The figures of some parts together; `missing` names those that are not there."""
    found: dict[str, Any] = {}
    absent = []
    for part in parts:
        if find_spec(f"benchmarks.decisions.{part}") is None:
            absent.append(part)
            continue
        found.update(import_module(f"benchmarks.decisions.{part}").measure())
    return {**found, "missing": absent}


def missed(figures: dict[str, Any]) -> list[str]:
    """Names of the figures that miss their bars; one that was not measured misses none."""
    over = [name for name, most in MOST.items() if name in figures and not figures[name] <= most]
    under = [name for name, least in LEAST.items() if name in figures and not figures[name] >= least]
    return over + under


if __name__ == "__main__":
    main()
