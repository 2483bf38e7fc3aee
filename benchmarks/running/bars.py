"""What each figure is held to, on two idle cores."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Bar(NamedTuple):
    """At most, or at least, so much."""

    sign: Literal["<=", ">="]
    value: float


BARS: Final = {
    "plan_seconds.1k": Bar("<=", 3),
    "plan_seconds.5k": Bar("<=", 8),
    "plan_seconds.20k": Bar("<=", 30),
    "plan_seconds.100k": Bar("<=", 180),
    "plan_gap.1k": Bar("<=", 1e-4),
    "plan_gap.5k": Bar("<=", 1e-4),
    "plan_gap.20k": Bar("<=", 1e-4),
    "plan_gap.100k": Bar("<=", 1e-4),
    **{f"plan_peak_mb.{size}": Bar("<=", 1_000) for size in ("1k", "5k", "20k", "100k")},
    **{
        f"plan_swap.{size}.{name}": bar
        for size in ("1k", "5k", "20k", "100k")
        for name, bar in (
            ("people_with_3_alternatives", Bar(">=", 0.95)),
            ("empty_shelf_rate", Bar("<=", 0.01)),
            ("value_given_up", Bar("<=", 0.03)),
        )
    },
    "launch_cpu_seconds_per_1000": Bar("<=", 2),
    "lock_p99_ms": Bar("<=", 250),
    "ledger_over_bare_celery": Bar("<=", 3),
    "enqueue_100k_seconds": Bar("<=", 10),
    "campaign_seconds_1000": Bar("<=", 2_000),
    "campaign_seconds_1000_films_on_demand": Bar("<=", 300),
    "campaign_pss_mb": Bar("<=", 1_536),
    "idle_pss_mb": Bar("<=", 600),
    "page_cpu_ms": Bar("<=", 0.7),
    "page_over_bare_flask": Bar(">=", 0.5),
    "page_over_bare_flask_served": Bar(">=", 0.5),
    "list_p95_cpu_ms": Bar("<=", 100),
    "failed_jobs_p95_cpu_ms": Bar("<=", 100),
    "storage_mb_per_recipient": Bar("<=", 0.9),
    "jobs_per_recipient": Bar("<=", 4),
    "files_per_recipient": Bar("<=", 12),
}


def is_met(name: str, figure: float) -> bool:
    """Whether the figure keeps to its bar. Raises KeyError for one that has none."""
    bar = BARS[name]
    return figure <= bar.value if bar.sign == "<=" else figure >= bar.value
