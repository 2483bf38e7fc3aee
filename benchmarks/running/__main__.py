"""`python -m benchmarks.running --json FILE [--only NAME...]`: what the product costs where it runs, each figure beside its bar.

Each group of figures is taken in a process of its own on a database of its own. CPU seconds grow on a busy machine too, though
far less than seconds on the clock do: `loadavg` says how busy it was. By hand and not among the usual, for they take from
minutes to an hour: `plan_20k`, `plan_100k`, `old_rows`, and a whole campaign, its films on demand (`campaign`) or drawn ahead of
anybody (`campaign_films_ahead`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.databases import NAMES, fresh_database
from benchmarks.running.bars import BARS, is_met
from service.app.logs.log import configure_logging

USUAL: Final = (
    "ledger",
    "enqueue",
    "launch",
    "locks",
    "page",
    "lists",
    "failed",
    "recipient",
    "idle",
    "plan_1k",
    "plan_5k",
)
BY_HAND: Final = ("plan_20k", "plan_100k", "old_rows", "campaign", "campaign_films_ahead")
Figures = Mapping[str, Any]


def main() -> None:
    """Measures, prints and writes. Ends with code 1 where a figure misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.running", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--only", nargs="+", choices=(*USUAL, *BY_HAND), default=USUAL, help="these groups alone")
    parser.add_argument("--database", choices=NAMES, default="sqlite")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        asked.json.write_text(json.dumps(_measure(asked.here, asked.database)), encoding="utf-8")
        return
    found: dict[str, Any] = {"database": asked.database, "loadavg": round(os.getloadavg()[0], 2)}
    missed: list[str] = []
    for group in asked.only:
        figures = _apart(group, asked.database)
        missed += _print(figures)
        for name, value in figures.items():
            found[name] = {**found[name], **value} if isinstance(value, dict) and name in found else value
        if asked.json is not None:  # after each, for some take long
            asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    raise SystemExit(1 if missed else 0)


def _apart(group: str, database: str) -> Figures:
    with tempfile.TemporaryDirectory(prefix="hp-running-") as folder:
        out = Path(folder) / "figures.json"
        own = ["--here", group, "--json", str(out), "--database", database]
        subprocess.run([sys.executable, "-m", "benchmarks.running", *own], check=True)
        figures: Figures = json.loads(out.read_text(encoding="utf-8"))
        return figures


def _measure(group: str, database: str) -> Figures:
    """What is measured is loaded here: its settings are those of the database it is to meet."""
    configure_logging("CRITICAL")
    if group == "page":
        from benchmarks.running.page import page_figures  # noqa: PLC0415

        return page_figures()
    if group == "recipient":
        from benchmarks.running.recipient import recipient_figures  # noqa: PLC0415

        return recipient_figures()
    if group.startswith("plan_"):
        return _plan(group.removeprefix("plan_"))
    if group in {"idle", "campaign", "campaign_films_ahead"}:
        from benchmarks.running import whole  # noqa: PLC0415

        if group == "idle":
            return whole.idle_figures()
        return whole.campaign_figures("opened" if group == "campaign" else "ahead")
    with fresh_database(database):
        from benchmarks.running import campaign, failed, ledger, lists  # noqa: PLC0415

        measures: dict[str, Callable[[], Figures]] = {
            "ledger": ledger.over_bare_celery,
            "enqueue": ledger.enqueue_seconds,
            "old_rows": ledger.with_old_rows,
            "launch": campaign.launch_figures,
            "locks": campaign.lock_figures,
            "lists": lists.list_figures,
            "failed": failed.failed_figures,
        }
        return measures[group]()


def _plan(size: str) -> Figures:
    """A campaign as it really is, through `choose_gifts`: `benchmarks.matching --campaign` has it."""
    from benchmarks.matching.campaign import SIZES, measure  # noqa: PLC0415

    found = measure(SIZES[size])
    swap = ("people_with_3_alternatives", "empty_shelf_rate", "value_given_up")
    return {
        "plan_seconds": {size: found["seconds"]},
        "plan_cpu_seconds": {size: found["cpu_seconds"]},
        "plan_gap": {size: found["gap"]},
        "plan_swap": {size: {name: found[name] for name in swap}},
        "plan_peak_mb": {size: found["peak_mb"]},
    }


def _print(found: Figures) -> list[str]:
    """Every figure, and its bar where it has one. The names of those that miss theirs."""
    missed: list[str] = []
    for full, figure in _flat(found):
        bar = BARS.get(full)
        if bar is None:
            print(f"{full:<44}{figure!s:>14}")
            continue
        is_well = is_met(full, figure)
        missed += [] if is_well else [full]
        print(f"{full:<44}{figure!s:>14}   bar {bar.sign} {bar.value}   {'met' if is_well else 'MISSED'}", flush=True)
    return missed


def _flat(found: Figures, under: str = "") -> Iterator[tuple[str, float]]:
    """Every figure with its full name, dots between the parts."""
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{under}{name}.")
        else:
            yield f"{under}{name}", value


if __name__ == "__main__":
    main()
