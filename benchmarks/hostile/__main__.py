"""`python -m benchmarks.hostile --json FILE`: what hostile files cost the process that reads them, and good lists the hop to it.

Limits: 5 seconds and 300 MB a file. A good list is read twice in the same run, here and in the bounded process.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Final

from benchmarks.hostile.files import FILES
from benchmarks.hostile.watch import Watch
from service import bounded
from service.config import ASSETS
from service.errors import InvalidInput
from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.read_file import read_list

SECONDS: Final = 5.0
MEMORY_MB: Final = 300
ROUNDS: Final = 5


def main() -> None:
    """Measures, prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    bounded.warm()
    read_list(b"Company,Work email,Country\nA,a@example.com,DE\n", "small.csv")
    files = [_measure(name, file, make()) for name, (file, make) in FILES.items()]
    within = sum(line["cpu_seconds"] <= SECONDS and line["peak_mb"] <= MEMORY_MB for line in files)
    figures = {
        "limits": {"seconds": SECONDS, "memory_mb": MEMORY_MB},
        "files": files,
        "within": within,
        "of": len(files),
        "slowest_cpu_seconds": max(line["cpu_seconds"] for line in files),
        "largest_peak_mb": max(line["peak_mb"] for line in files),
        "good": _good(),
    }
    print(f"{within} of {len(files)} within {SECONDS:g} s of CPU and {MEMORY_MB} MB; good lists {figures['good']}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _measure(name: str, file: str, data: bytes) -> dict[str, Any]:
    began = monotonic()
    with Watch() as watch:
        try:
            upload = read_list(data, file)
            said = f"read: {len(upload.rows)} rows"
        except InvalidInput as refused:
            said = str(getattr(refused, "list_code", refused.code))
    line = {
        "name": name,
        "mb": round(len(data) / 1e6, 2),
        "seconds": round(monotonic() - began, 2),
        "cpu_seconds": round(watch.cpu_seconds, 2),
        "peak_mb": round(watch.peak_mb, 1),
        "said": said,
    }
    spent = f"{line['seconds']:6.2f} s {line['cpu_seconds']:6.2f} CPU s {line['peak_mb']:6.0f} MB"
    print(f"{name:52} {line['mb']:6.2f} MB {spent}  {said}")
    return line


def _good() -> dict[str, float]:
    """CPU seconds of a good list of 1,000, here and there: their ratio is what the hop costs."""
    data = (ASSETS / "samples" / "recipients.csv").read_bytes()
    here: list[float] = []
    there: list[float] = []
    for _ in range(ROUNDS):
        here.append(_cpu(lambda: read_upload(data, "list.csv")))
        with Watch() as watch:
            own = _cpu(lambda: read_list(data, "list.csv"))
        there.append(own + watch.cpu_seconds)
    direct, bound = statistics.median(here), statistics.median(there)
    return {
        "here_cpu_seconds": round(direct, 3),
        "bounded_cpu_seconds": round(bound, 3),
        "ratio": round(bound / direct, 3),
    }


def _cpu(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    main()
