"""`python -m benchmarks.intake --json FILE`: what it takes to read, check and save a list of up to 100,000 rows, and to show one.

A list has 17 columns and 3 % bad cells. The bars, at 100,000 rows: 20 s of CPU (CSV and XLSX), 300 MB for the worker and its
bounded child together (`peak_parts`: Celery's main process, the one that works, the one that reads; what they share is counted
once), the first rows to fix after 2 s, no lock longer than 250 ms at the 99th percentile; 100 ms of CPU for a page
of a list, and of a plan, of 20,000 people: `lists` has every list of the console, `list_p95_cpu_ms` the worst of them. CPU
seconds are those of both processes. On a busy machine all are longer: `loadavg` says how busy it was.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from benchmarks.databases import NAMES, fresh_database
from benchmarks.intake.lists import as_csv, as_xlsx
from benchmarks.intake.pages import list_p95_cpu_ms
from benchmarks.intake.plan_page import plan_p95_cpu_ms

Figure = TypeVar("Figure")
SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
BARS: Final = {
    "csv_cpu_seconds": 20.0, "xlsx_cpu_seconds": 20.0, "peak_mb": 300.0, "first_errors_seconds": 2.0, "lock_p99_ms": 250.0,
}  # fmt: skip
LIST_BAR_MS: Final = 100.0


def main() -> None:
    """Measures, prints and writes the figures. Ends with code 1 where one at 100,000 rows is over its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--sizes", default=",".join(SIZES), help="only these, with commas between; empty for none")
    parser.add_argument("--database", choices=NAMES, default="sqlite", help="whose pages are looked at")
    asked = parser.parse_args()
    wanted = {name: SIZES[name] for name in asked.sizes.split(",") if name}
    lists = _pages(list_p95_cpu_ms, asked.database)
    found: dict[str, Any] = {
        "sizes": {name: _size(count) for name, count in wanted.items()},
        "list_p95_cpu_ms": max(lists.values()),
        "lists": lists,
        "plan_p95_cpu_ms": round(_pages(plan_p95_cpu_ms, asked.database), 1),
        "loadavg": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(found, indent=1))
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    largest = found["sizes"].get("100k", {})
    is_over = any(largest.get(name, 0) > bar for name, bar in BARS.items()) or any(
        found[name] > LIST_BAR_MS for name in ("list_p95_cpu_ms", "plan_p95_cpu_ms")
    )
    raise SystemExit(1 if is_over else 0)


def _pages(measure: Callable[[], Figure], database: str) -> Figure:
    with fresh_database(database):
        return measure()


def _size(count: int) -> dict[str, Any]:
    """The worse of both kinds of file where they are measured together, and the CPU of each."""
    csv, xlsx = _one(count, "csv"), _one(count, "xlsx")
    return {
        "rows": count,
        "csv_cpu_seconds": csv["cpu_seconds"],
        "xlsx_cpu_seconds": xlsx["cpu_seconds"],
        "peak_mb": max(csv["peak_mb"], xlsx["peak_mb"]),
        "peak_parts": max(csv, xlsx, key=lambda one: float(one["peak_mb"]))["peak_parts"],
        "first_errors_seconds": max(csv["first_errors_seconds"], xlsx["first_errors_seconds"]),
        "lock_p99_ms": max(csv["lock_p99_ms"], xlsx["lock_p99_ms"]),
        "save_rows_per_second": min(csv["save_rows_per_second"], xlsx["save_rows_per_second"]),
    }


def _one(count: int, kind: str) -> dict[str, Any]:
    """One list in a process of its own, so that nothing is warm and nothing is held but what it needs."""
    with tempfile.TemporaryDirectory(prefix="hp-intake-", dir="/tmp") as folder:
        path = Path(folder) / f"list.{kind}"
        path.write_bytes((as_csv if kind == "csv" else as_xlsx)(count))
        command = [sys.executable, "-m", "benchmarks.intake.one", str(path), str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
