"""Matching, measured: `python -m benchmarks.matching --json FILE [--sizes 1k,10k,100k,1m] [--seeds 5] [--without swap,online]`.

`python -m benchmarks.matching --campaign sample,1k,5k [--json FILE]` plans campaigns as they really are instead: the sample's
facts, grown, through `choose_gifts`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.matching.campaign import SIZES as REAL
from benchmarks.matching.online import measure as measure_online
from benchmarks.matching.swap import measure as measure_swaps

SIZES = {"1k": (1_000, 300), "10k": (10_000, 1_000), "100k": (100_000, 2_000), "1m": (1_000_000, 5_000)}
SETTINGS = ((1.3, 0.8), (1.02, 0.6))
"""Pieces a person, and the budget as a share of what the plan without a budget spends."""
PEERS = {"1k": ("highs",), "10k": ("ortools", "first_come", "global")}
MOST_SEEDS = {"1m": 1}
WORST: dict[str, Callable[[Iterable[float]], float]] = {
    "certified_gap": max, "seconds": max, "peak_rss_mb": max, "unmatched": max, "highs_lp_ratio": min, "value_vs_lp": min,
    "proven_gap": max, "proven_seconds": max, "ortools_flow_ratio": min,
    "ortools_pruned_flow_ratio": min, "over_first_come": min, "over_global": min, "compile_seconds": max,
}  # fmt: skip


def main() -> None:
    """Runs every size in processes of its own, prints the tables, writes the figures; of several seeds the worst comes first."""
    asked = _arguments()
    console = Console(width=150)
    if asked.campaign:
        _write(asked.json, {"campaign": {size: _real(size, console) for size in asked.campaign}})
        return
    runs = {size: _runs(size, asked.seeds, console) for size in asked.sizes}
    for size, figures in runs.items():
        console.print(_table(size, figures))
    report: dict[str, Any] = {"sizes": {size: _worst(figures) for size, figures in runs.items()}, "runs": runs}
    console.print(_growth(report["sizes"]))
    if "10k" in runs:
        report["lift"] = {name: min(run[name] for run in runs["10k"]) for name in ("over_first_come", "over_global")}
    if "swap" not in asked.without:
        report["swap"] = measure_swaps(range(1, asked.seeds + 1))
    if "online" not in asked.without:
        report |= measure_online()
    _write(asked.json, report)


def _write(path: Path | None, report: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(report, indent=2) + "\n")


def _real(size: str, console: Console) -> dict[str, Any]:
    """The figures of one real campaign. Raises SystemExit where it could not be planned."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.matching.campaign", str(REAL[size])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode:
        raise SystemExit(f"{size}: {answer.stderr.strip().splitlines()[-1]}")
    figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    console.print(size, figures)
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.matching", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--sizes", type=_sizes, default=["1k", "10k"], help="of " + ",".join(SIZES))
    parser.add_argument("--campaign", type=_real_sizes, metavar="SIZES", help="of " + ",".join(REAL))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--without", type=lambda text: text.split(","), default=[], help="swap, online or both")
    return parser.parse_args()


def _sizes(text: str) -> list[str]:
    sizes = [size for size in text.split(",") if size]
    if unknown := set(sizes) - set(SIZES):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} is not one of {', '.join(SIZES)}")
    return sizes


def _real_sizes(text: str) -> list[str]:
    sizes = [size for size in text.split(",") if size]
    if unknown := set(sizes) - set(REAL):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} is not one of {', '.join(REAL)}")
    return sizes


def _runs(size: str, seeds: int, console: Console) -> list[dict[str, Any]]:
    people, products = SIZES[size]
    found = []
    for seed in range(1, min(seeds, MOST_SEEDS.get(size, seeds)) + 1):
        for stock, share in SETTINGS:
            told = [str(value) for value in (people, products, seed, stock, share, *PEERS.get(size, ()))]
            answer = subprocess.run(
                [sys.executable, "-m", "benchmarks.matching.sizes", *told], capture_output=True, text=True, check=False
            )
            if answer.returncode:
                raise SystemExit(f"{size}, seed {seed}: {answer.stderr.strip().splitlines()[-1]}")
            found.append(json.loads(answer.stdout.splitlines()[-1]))
            console.print(f"{size} seed {seed}: {found[-1]['seconds']:.2f} s, gap {found[-1]['certified_gap']:.1e}")
    return sorted(found, key=lambda run: -run["certified_gap"])


def _worst(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The worst of each figure over all seeds and settings; value and bound are those of the widest gap."""
    widest = runs[0]
    figures = {name: worst(run[name] for run in runs) for name, worst in WORST.items() if name in widest}
    figures |= {name: widest[name] for name in ("value", "upper_bound")}
    growth = {
        "seconds_per_person": figures["seconds"] / widest["people"],
        "kb_per_person": 1024 * figures["peak_rss_mb"] / widest["people"],
    }
    return figures | growth | {"runs": len(runs)}


def _table(size: str, runs: list[dict[str, Any]]) -> Table:
    table = Table(title=f"{size}: {runs[0]['people']:,} people, {runs[0]['products']:,} products", title_justify="left")
    shown = ["seed", "stock", "share", "certified_gap", "seconds", "peak_rss_mb", "unmatched"]
    shown += [name for name in WORST if name in runs[0] and name not in shown and name != "compile_seconds"]
    for name in shown:
        table.add_column(name.replace("_", " "), justify="right")
    for run in runs:
        table.add_row(*(_figure(name, run[name]) for name in shown))
    return table


def _growth(sizes: dict[str, dict[str, Any]]) -> Table:
    """What one more person costs as campaigns grow; compiling is counted apart, and done once for a machine."""
    table = Table(title="Cost as it grows, the worst of each", title_justify="left")
    for name in ("size", "microseconds a person", "KB a person, interpreter included", "seconds to compile or load"):
        table.add_column(name, justify="right")
    for size, figures in sizes.items():
        shown = (1e6 * figures["seconds_per_person"], figures["kb_per_person"], figures["compile_seconds"])
        table.add_row(size, *(f"{value:,.1f}" for value in shown))
    return table


def _figure(name: str, value: float) -> str:
    if name in {"certified_gap", "proven_gap"}:
        return f"{value:.1e}"
    if name == "value_vs_lp":
        return f"{value:.6f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


if __name__ == "__main__":
    main()
