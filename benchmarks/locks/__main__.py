"""`python -m benchmarks.locks --json FILE`: how long the long pieces of work keep everybody else from writing.

A campaign of 1,000 people is saved, planned, launched, erased from, recalled from and purged, on SQLite and on PostgreSQL. A
writing transaction may hold its lock for 250 ms at the 99th percentile of each piece of work.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.locks.campaign import go_through
from benchmarks.locks.meter import metered
from benchmarks.locks.percentile import percentile
from service.app.database.migrate import migrate
from service.app.logs.log import configure_logging
from service.app.wiring import register_all
from service.config import settings
from service.db.connect import dispose_engines, engine
from service.security.keys import derive_key
from tests.postgres import PostgresServer, find_postgres

BAR_MS: Final = 250.0
Figures = dict[str, dict[str, float]]


def main() -> None:
    """Measures, prints the table and writes the figures. Ends with code 1 where a piece of work is over the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.locks", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="measure this one only")
    asked = parser.parse_args()
    found: dict[str, Any] = {
        name: measure() for name, measure in MEASURES.items() if asked.database in {None, name} and measure is not None
    }
    is_over = _print(found)
    if asked.json is not None:
        told = {"bar_ms": BAR_MS, "load_average": os.getloadavg()[0], **found}
        asked.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    raise SystemExit(1 if is_over else 0)


def _on_sqlite() -> Figures:
    with tempfile.TemporaryDirectory(prefix="hp-locks-", dir="/tmp") as folder:
        return _measured(Path(folder), None)


def _on_postgresql() -> Figures:
    binaries = find_postgres()
    if binaries is None:
        raise SystemExit("There is no PostgreSQL here. Install it, or measure with --database sqlite.")
    with (
        tempfile.TemporaryDirectory(prefix="hp-locks-", dir="/tmp") as folder,
        PostgresServer.running(binaries) as server,
    ):
        return _measured(Path(folder), server.create("locks"))


MEASURES: Final[dict[str, Callable[[], Figures]]] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


def _measured(folder: Path, url: str | None) -> Figures:
    os.environ |= {"HANDPICKED_DATA_DIR": str(folder), "HANDPICKED_SECRET_KEY": "for a measurement only, kept nowhere"}
    os.environ.pop("HANDPICKED_DATABASE_URL", None)
    if url is not None:
        os.environ["HANDPICKED_DATABASE_URL"] = url
    for kept in (settings, derive_key):
        kept.cache_clear()
    configure_logging("CRITICAL")
    register_all()
    migrate(engine())
    try:
        with metered() as holds:
            go_through(holds)
    finally:
        dispose_engines()
    return {name: _spread(seconds) for name, seconds in holds.found.items()}


def _spread(found: Sequence[tuple[float, float]]) -> dict[str, float]:
    """In milliseconds. Of the CPU the most that one hold took: what is over it on the clock is this machine's other work."""
    ranked = sorted(1000 * seconds for seconds, _ in found)
    return {
        "transactions": len(ranked),
        "p50_ms": round(percentile(ranked, 50), 2),
        "p99_ms": round(percentile(ranked, 99), 2),
        "max_ms": round(ranked[-1], 2),
        "max_cpu_ms": round(1000 * max(cpu for _, cpu in found), 2),
    }


def _print(found: dict[str, Figures]) -> bool:
    """The table; whether anything is over the bar."""
    is_over = False
    heads = ("transactions", "p50 ms", "p99 ms", "max ms", "max CPU ms")
    print(f"{'':<30}" + "".join(f"{head:>14}" for head in heads) + f"   bar {BAR_MS:.0f} ms")
    for database, rows in found.items():
        for name, row in rows.items():
            over = row["p99_ms"] > BAR_MS
            is_over |= over
            figures = "".join(f"{figure:>14.1f}" for figure in row.values())
            print(
                f"{database:<12}{name:<18}{figures}   {'OVER' if over else 'within'}, {row['p99_ms'] / BAR_MS:.2f} of it"
            )
    return is_over


if __name__ == "__main__":
    main()
