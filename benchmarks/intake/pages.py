"""What the server's CPU spends on a page of each long list of the console, all along the list."""

from __future__ import annotations

from time import thread_time
from typing import Final

from benchmarks.intake.large import Large, make_large
from tests.console import Console

PEOPLE: Final = 20_000
LOOKS: Final = 20
LISTS: Final[tuple[tuple[str, str], ...]] = (
    ("/?", "owner"),
    ("/people?", "owner"),
    ("/gifts?", "owner"),
    ("/gifts/nobody?", "owner"),
    ("/results?", "owner"),
    ("/statements?", "owner"),
    ("/rules?", "owner"),
    ("/audit-log?", "owner"),
    ("/campaigns/start?", "owner"),
    ("/ops/outbox?", "owner"),
    ("/ops/incidents?", "owner"),
    ("/ops/pick-list?", "ops"),
    ("/campaigns/{running}/people?", "owner"),
    ("/campaigns/{running}/running?", "owner"),
    ("/campaigns/{running}/running?show=open&", "owner"),
    ("/campaigns/{running}/launch?", "owner"),
    ("/campaigns/{running}/plan?", "owner"),
    ("/campaigns/{running}/results?", "owner"),
    ("/campaigns/{running}/message/letters?", "owner"),
    ("/campaigns/{running}/accounts/{account_id}/statement?", "owner"),
    ("/campaigns/{planned}/people?", "owner"),
    ("/campaigns/{planned}/plan?", "owner"),
    ("/campaigns/{planned}/launch/people?", "owner"),
    ("/people?q=Jana&", "owner"),
    ("/search?q=Jana&", "owner"),
    ("/accounts/{account_id}?", "owner"),
    ("/segments?", "owner"),
    ("/invoices?", "owner"),
    ("/results/causes?", "owner"),
    ("/statements/lines?", "owner"),
    ("/campaigns/{running}/statement?", "owner"),
    ("/campaigns/{running}/statement/lines?", "owner"),
    ("/campaigns/{running}/add?", "owner"),
    ("/campaigns/{planned}/givers?", "owner"),
    ("/campaigns/{planned}/rehearse?", "owner"),
    ("/campaigns/{planned}/plan/print?", "owner"),
    ("/campaigns/{planned}/officials?", "owner"),
    ("/campaigns/{running}/books?", "owner"),
    ("/register?", "owner"),
)
"""Address of every list, and of every other page that grows with the people; the role that opens it."""


def list_p95_cpu_ms(people: int = PEOPLE) -> dict[str, float]:
    """Milliseconds of CPU for a page of each list, at the 95th percentile over pages all along it. On SQLite the database's work is
    in it; a PostgreSQL server's is its own. Raises RuntimeError for a page that does not open."""
    large = make_large(people)
    return {_name(address): round(_p95(large, address, role, people // 50), 1) for address, role in LISTS}


def _name(address: str) -> str:
    return address.rstrip("?&")


def _p95(large: Large, address: str, role: str, last: int) -> float:
    path = address.format(running=large.running_id, planned=large.planned_id, **large.ids)
    browser = Console(large.users[role])
    browser.get(path)
    spent: list[float] = []
    for look in range(LOOKS):
        began = thread_time()
        answer = browser.get(f"{path}page={1 + look * (last - 1) // (LOOKS - 1)}")
        spent.append(1000 * (thread_time() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")
    return sorted(spent)[int(0.95 * (LOOKS - 1))]
