"""`python -m benchmarks.sizing --json FILE [--costs FILE] [--people 60] [limits and habits]`: what saturates first?

Measures what one recipient costs at each stage on the running product with PostgreSQL, then simulates days of more and more
recipients and tells which part reaches its limit first. With `--costs`, a file of an earlier run, nothing is measured again. Costs
are measured; limits and habits are assumed, and flags.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from benchmarks.sizing.counters import Spent
from benchmarks.sizing.day import PARTS, Day, Habits, Limits, simulate
from benchmarks.sizing.unit_costs import STAGES, measure_unit_costs

VOLUMES: Final = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
FULL: Final = 0.7
"""So much of a part its busiest minute may take."""
_TOLD: Final = {
    "web": "cores of web hosts",
    "workers": "cores of worker hosts",
    "database": "cores of the database",
    "commits": "commits a second",
    "wal": "MB of write-ahead log a second",
}


def main() -> None:
    """Measures or reads, simulates, prints the tables and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizing", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--costs", type=Path, help="the costs of an earlier run, as --json wrote them")
    parser.add_argument("--people", type=int, default=60, help="launched to measure with (60)")
    limits, habits = Limits(), Habits()
    for part in PARTS:
        parser.add_argument(f"--{part}", type=float, default=getattr(limits, part), help=_TOLD[part])
    for habit in ("looks", "answers", "films"):
        parser.add_argument(f"--{habit}", type=float, default=getattr(habits, habit), help="a recipient (assumed)")
    asked = parser.parse_args()
    costs = _read(asked.costs) if asked.costs else _measured(asked.people)
    limits = Limits(**{part: getattr(asked, part) for part in PARTS})
    habits = Habits(looks=asked.looks, answers=asked.answers, films=asked.films)
    days = {volume: simulate(costs, limits, habits, volume) for volume in VOLUMES}
    _print_costs(costs)
    _print_days(days, limits)
    if asked.json is not None:
        asked.json.write_text(json.dumps(_figures(costs, days), indent=1) + "\n", encoding="utf-8")


def _measured(people: int) -> Mapping[str, Spent]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:  # settings belong to a process
        return process.submit(measure_unit_costs, people).result()


def _read(file: Path) -> Mapping[str, Spent]:
    found = json.loads(file.read_text("utf-8"))["unit_costs"]
    return {stage: Spent(**found[stage]) for stage in STAGES}


def _figures(costs: Mapping[str, Spent], days: Mapping[int, Day]) -> dict[str, Any]:
    return {
        "unit_costs": {stage: asdict(costs[stage]) for stage in STAGES},
        "days": {
            str(volume): {
                "first": day.first,
                "share_of_limit": dict(day.needed),
                "longest_wait_minutes": dict(day.waits),
            }
            for volume, day in days.items()
        },
    }


def _print_costs(costs: Mapping[str, Spent]) -> None:
    print("What one person costs (CPU in milliseconds, the rest in kilobytes)")
    print(f"{'':<10}" + "".join(f"{field.name:>13}" for field in fields(Spent)))
    for stage in STAGES:
        cells = ((field.name, getattr(costs[stage], field.name)) for field in fields(Spent))
        print(f"{stage:<10}" + "".join(f"{_told(name, value):>13}" for name, value in cells))


def _told(name: str, value: float) -> str:
    if name in {"commits", "rows"}:
        return f"{value:,.1f}"
    return f"{value / 1000:,.1f}" if name.endswith("bytes") else f"{1000 * value:,.2f}"


def _print_days(days: Mapping[int, Day], limits: Limits) -> None:
    print(
        f"\nNeeded for {FULL:.0%} of a part in its busiest minute, by recipients a day; * over its limit of the flags"
    )
    print(f"{'':<34}" + "".join(f"{volume:>14,}" for volume in days))
    for part in PARTS:
        cells = (
            f"{getattr(limits, part) * day.needed[part] / FULL:,.1f}{'*' if day.needed[part] > 1 else ' '}"
            for day in days.values()
        )
        print(f"{_TOLD[part]:<34}" + "".join(f"{cell:>14}" for cell in cells))
    print(f"{'saturates first':<34}" + "".join(f"{day.first:>14}" for day in days.values()))
    for stage in STAGES:
        print(
            f"{'longest wait, minutes: ' + stage:<34}" + "".join(f"{day.waits[stage]:>14,.0f}" for day in days.values())
        )


if __name__ == "__main__":
    main()
