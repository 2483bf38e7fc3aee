"""The console's lists at 20,000 people: `benchmarks.intake` has each of them."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.intake.pages import list_p95_cpu_ms

DEAR: Final = 60.0
"""Milliseconds from which on a page is named."""


def list_figures() -> dict[str, Any]:
    """The CPU of a page of the dearest list, at the 95th percentile, in milliseconds; and every dear one by its address."""
    found = list_p95_cpu_ms()
    dear = {address: spent for address, spent in sorted(found.items(), key=lambda one: -one[1]) if spent > DEAR}
    return {"list_p95_cpu_ms": max(found.values()), "list_p95_cpu_ms_of": dear}
