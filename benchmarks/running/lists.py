"""The console's lists at 20,000 people: `benchmarks.intake` has each of them."""

from __future__ import annotations

from benchmarks.intake.pages import list_p95_cpu_ms


def list_figures() -> dict[str, float]:
    """The CPU of a page of the dearest list, at the 95th percentile, in milliseconds."""
    return {"list_p95_cpu_ms": max(list_p95_cpu_ms().values())}
