"""How often a rehearsal ends within its forecast, and what a rehearsal costs.

`python -m benchmarks.rehearsals [--people 20 100] [--seeds 1000] [--play] --json FILE`: the sample in a folder of its own. For each
size its campaign is copied and planned once, then the people are played without pages for every seed: the share of runs within
the `wide` range (999 of 1,000) and the `usual` one (95 of 100), by figure. `--play` plays it with pages too, and times it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, process_time
from typing import Any

import numpy as np


def main() -> int:
    """Writes the figures; the process's exit code."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.rehearsals", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--people", type=int, nargs="*", default=[20, 100])
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--play", action="store_true")
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HANDPICKED_DATA_DIR=folder, HANDPICKED_ALLOW_ROOT="yes")
        found = [_measure(people, given.seeds, play=given.play) for people in given.people]
    text = json.dumps(found, indent=1) + "\n"
    given.json.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def _measure(people: int, seeds: int, *, play: bool) -> dict[str, Any]:
    from benchmarks.rehearsals.planned import planned_rehearsal  # noqa: PLC0415 - settings are read from the folder
    from benchmarks.rehearsals.without_pages import run_without_pages  # noqa: PLC0415
    from service.app.rehearsal.command import FORECAST  # noqa: PLC0415
    from service.app.rehearsal.invented.habits import draw_habits  # noqa: PLC0415

    began, used = monotonic(), process_time()
    ready = planned_rehearsal(people, seed=1)
    planned = {"wall_seconds": round(monotonic() - began, 1), "cpu_seconds": round(process_time() - used, 1)}
    runs = [run_without_pages(ready.stage, draw_habits(ready.rates, seed), seed) for seed in range(1, seeds + 1)]
    result: dict[str, Any] = {"people": people, "seeds": seeds, "planned": planned, "within": {}}
    for name, kept_as in FORECAST.items():
        values = np.array([run[name] for run in runs])
        result["within"][name] = {
            "median": int(np.median(values)),
            **{kind: _share(values, ready.forecast[kind][kept_as]) for kind in ("wide", "usual")},
        }
    if play:
        began, used = monotonic(), process_time()
        figures = ready.play_on()
        result["played"] = {
            "wall_seconds": round(monotonic() - began, 1), "cpu_seconds": round(process_time() - used, 1), "figures": figures,
        }  # fmt: skip
    return result


def _share(values: Any, between: tuple[int, int]) -> Mapping[str, Any]:
    low, high = between
    return {"from": low, "to": high, "share": round(float(((values >= low) & (values <= high)).mean()), 4)}


if __name__ == "__main__":
    sys.exit(main())
