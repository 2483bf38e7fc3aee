"""Streamed plans, measured: `python -m benchmarks.matching.stream --people 1m --products 5k [--workers N] --json FILE`.

Ten million people by ten thousand products take long: with `--folder` a run that was broken off goes on from the shards that were
looked at, and the seconds of every step are kept in FILE as soon as it is done.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from benchmarks.matching.stream.shards import PEOPLE_AT_ONCE, SyntheticShards
from service.decisions.matching.stream.plan import Crew, alone, plan

_T = TypeVar("_T")
_PER_PRODUCT = 25
"""People of the sample for each product."""


def main() -> None:
    """Plans, prints and writes the figures; the memory is the most that all processes together can have held."""
    asked = _arguments()
    source = SyntheticShards(asked.people, asked.products, asked.seed, at_once=asked.at_once)
    figures: dict[str, Any] = {"people": asked.people, "products": asked.products, "shards": source.count}
    figures |= {"workers": asked.workers, "steps": json.loads(asked.json.read_text())["steps"] if asked.resume else []}
    began = perf_counter()
    source.load(0)  # its budget and the kernels: no part of the plan
    figures["setup_seconds"] = perf_counter() - began
    began, used = perf_counter(), _cpu()

    def tell(step: str) -> None:
        done = {"step": step, "seconds": perf_counter() - began, "cpu_seconds": _cpu() - used, "peak_mb": _peak(asked)}
        figures["steps"].append(done)
        print(done, flush=True)
        _write(asked.json, figures)

    with _crew(asked.workers) as crew, _folder(asked.folder) as folder:
        one_in = max(1, asked.people // (_PER_PRODUCT * asked.products))
        found = plan(source, folder, one_in=one_in, crew=crew, note=tell)
    figures |= {
        "seconds": perf_counter() - began, "cpu_us_a_person": 1e6 * (_cpu() - used) / asked.people,
        "peak_mb": _peak(asked), "certified_gap": found.gap, "value": found.worth, "upper_bound": found.bound,
        "given": found.given, "left_out": found.people - found.given, "spend": found.spend,
        "budget": source.load(0).budget,
    }  # fmt: skip
    print({name: value for name, value in figures.items() if name != "steps"})
    _write(asked.json, figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.matching.stream", description=__doc__)
    parser.add_argument("--people", type=_number, default=1_000_000)
    parser.add_argument("--products", type=_number, default=5_000)
    parser.add_argument("--workers", type=int, default=1, help="processes; 1 works in this one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=_number, default=PEOPLE_AT_ONCE, help="people in a shard")
    parser.add_argument("--folder", type=Path, help="where the work is kept, to go on with it later")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    asked.resume = bool(asked.folder and asked.folder.exists() and asked.json and asked.json.exists())
    return asked


def _number(text: str) -> int:
    scale = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text if scale == 1 else text[:-1]) * scale


@contextmanager
def _crew(workers: int) -> Iterator[Crew]:
    if workers < 2:
        yield alone
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def together(work: Callable[[int], _T], numbers: Iterable[int]) -> Iterable[_T]:
            return pool.map(work, numbers)

        yield together


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        yield asked
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _cpu() -> float:
    """Seconds of this process; those of workers are added as they end."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _peak(asked: argparse.Namespace) -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        float(own + asked.workers * (asked.workers > 1) * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    )


def _write(path: Path | None, figures: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
