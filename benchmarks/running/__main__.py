"""`python -m benchmarks.running --json FILE [--only NAME...]`: what the product costs where it runs, each figure beside its bar.

Each group of figures is taken in a process of its own on a database of its own. CPU seconds grow on a busy machine too, though
far less than seconds on the clock do: `loadavg` says how busy it was. By hand and not among the usual: `plan_20k`, `old_rows`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.databases import NAMES, fresh_database
from benchmarks.running.bars import BARS, is_met
from service.app.logs.log import configure_logging

USUAL: Final = ("ledger", "enqueue", "launch", "locks", "page", "lists", "recipient", "plan_1k", "plan_5k")
BY_HAND: Final = ("plan_20k", "old_rows")
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
    with fresh_database(database):
        from benchmarks.running import campaign, ledger, lists  # noqa: PLC0415

        measures: dict[str, Callable[[], Figures]] = {
            "ledger": ledger.over_bare_celery,
            "enqueue": ledger.enqueue_seconds,
            "old_rows": ledger.with_old_rows,
            "launch": campaign.launch_figures,
            "locks": campaign.lock_figures,
            "lists": lists.list_figures,
            "plan_1k": lambda: campaign.plan_figures(1),
            "plan_5k": lambda: campaign.plan_figures(5),
            "plan_20k": lambda: campaign.plan_figures(20),
        }
        return measures[group]()


def _print(found: Figures) -> list[str]:
    """Every figure, and its bar where it has one. The names of those that miss theirs."""
    missed: list[str] = []
    for name, value in found.items():
        for key, figure in value.items() if isinstance(value, dict) else ((None, value),):
            full = name if key is None else f"{name}.{key}"
            bar = BARS.get(full)
            if bar is None:
                print(f"{full:<44}{figure!s:>14}")
                continue
            is_well = is_met(full, figure)
            missed += [] if is_well else [full]
            print(
                f"{full:<44}{figure!s:>14}   bar {bar.sign} {bar.value}   {'met' if is_well else 'MISSED'}", flush=True
            )
    return missed


if __name__ == "__main__":
    main()
