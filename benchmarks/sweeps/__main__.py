"""`python -m benchmarks.sweeps --json FILE`: does anybody wait behind rows that cannot be finished?

Ten thousand accepted gifts of one workspace have nothing that could be ordered, so their act can do nothing with them; two hundred
answers of another workspace, given later, are to be settled. Counted is how many passes of the real sweep those take, beside the
same without the ten thousand; and, as a peer, how many are settled by a sweep that takes the oldest first and notes nothing. Locks:
the length of every writing transaction of the sweep.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Engine, event, func, insert, select

from benchmarks.databases import NAMES, fresh_database
from service.db.connect import reading, transaction
from service.gifting.decline import decline_gift
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.jobs import row_sweep
from service.jobs.models import SweepDelay
from service.jobs.row_sweep import RowSweep
from service.security.ids import new_id
from tests.factories import AT, make_account, make_campaign, make_recipient, make_workspace
from tests.service.gifting.scene import set_scene

STUCK: Final = 10_000
OTHERS: Final = 200
PASSES: Final = 12
BAR_MS: Final = 250.0
OVER: Final = AT + timedelta(hours=30)


def main() -> None:
    """Measures, prints the table and writes the figures. Ends with code 1 where somebody waits or a lock is over the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweeps", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--database", choices=NAMES, help="measure this one only")
    parser.add_argument("--stuck", type=int, default=STUCK, help="rows that cannot be finished")
    asked = parser.parse_args()
    found = {name: _measure(name, asked.stuck) for name in NAMES if asked.database in {None, name}}
    for name, figures in found.items():
        for key, value in figures.items():
            print(f"{name:<11} {key:<44} {value}")
    if asked.json is not None:
        asked.json.write_text(json.dumps({"stuck": asked.stuck, "others": OTHERS, **found}, indent=1) + "\n", "utf-8")
    raise SystemExit(0 if all(_is_well(figures) for figures in found.values()) else 1)


def _is_well(figures: dict[str, Any]) -> bool:
    return bool(
        figures["others_settled_per_pass_ratio"] >= 0.45
        and figures["lock_p99_ms"] <= BAR_MS
        and figures["others_settled_without_stepping_aside"] == 0
    )


def _measure(name: str, stuck: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    row_sweep.PASS_SECONDS = 3600.0  # type: ignore[misc]  # counted in rows here, so that a busy machine measures the same
    with fresh_database(name):
        _others()
        alone = _passes(settle_decided)
    with fresh_database(name):
        _others()
        _stuck(stuck)
        figures["others_settled_without_stepping_aside"] = _as_it_was()
        with _locks() as locks:
            began = perf_counter()
            beside = _passes(settle_decided)
            figures["pass_seconds"] = round((perf_counter() - began) / PASSES, 3)
        with reading() as session:
            looked = session.scalar(select(func.count()).select_from(SweepDelay)) or 0
    locks.sort()
    figures["passes_without_stuck"] = _until(alone)
    figures["passes_with_stuck"] = _until(beside)
    figures["others_settled_per_pass_ratio"] = round(_until(alone) / _until(beside), 3)
    figures["stuck_looked_at"] = looked
    figures["lock_p50_ms"] = round(locks[len(locks) // 2] * 1000, 2)
    figures["lock_p99_ms"] = round(locks[int(len(locks) * 0.99)] * 1000, 2)
    figures["transactions"] = len(locks)
    return figures


def _passes(sweep: RowSweep) -> list[int]:
    """How many gifts were settled in each of the passes."""
    return [int(sweep(OVER)) for _ in range(PASSES)]


def _until(settled: list[int]) -> int:
    """Passes until all others were settled; one more than there were where they never were."""
    total = 0
    for number, changed in enumerate(settled, start=1):
        total += changed
        if total >= OTHERS:
            return number
    return len(settled) + 1


def _as_it_was() -> int:
    """Others settled in as many passes of a sweep that takes the oldest first and notes nothing; nothing of it is kept."""

    def _take(gift_id: str, _at: object) -> int:
        with reading() as session:
            return int(session.get_one(RecipientGift, gift_id).status == "declined")

    return sum(
        sum(_take(gift_id, OVER) for gift_id in _oldest())
        for _ in range(PASSES)
    )  # fmt: skip


def _oldest() -> list[str]:
    with reading() as session:
        due = settle_decided.due(OVER).order_by(RecipientGift.undo_until).limit(row_sweep.FRESH)
        return list(session.scalars(due))


def _others() -> None:
    """Two hundred people of one workspace have just declined."""
    with transaction() as session:
        scene = set_scene(session, OTHERS, 0, expires_at=OVER + timedelta(days=30))
        for gift in scene.gifts:
            decline_gift(session, gift, None, AT + timedelta(hours=1))


def _stuck(number: int) -> None:
    """One workspace's gifts, older: accepted, with no product to order. Each stays due, whatever its act does."""
    with transaction() as session:
        workspace = make_workspace(session, "Crowded")
        campaign = make_campaign(session, workspace.id, status="running", expires_at=OVER + timedelta(days=30))
        account = make_account(session, workspace.id, "Crowd Ltd")
        person = make_recipient(session, account)
        like = {
            "workspace_id": workspace.id, "account_id": account.id, "status": "accepted",
            "unmatched_reasons": [], "price_minor": 0, "currency": "EUR", "is_reserved": True, "hold_reason": "away",
            "undo_until": AT, "created_at": AT, "campaign_id": campaign.id,
        }  # fmt: skip
        people = [
            {
                "id": new_id("rcp"), "workspace_id": workspace.id, "account_id": account.id, "email_hash": new_id("h"),
                "country": "CZ", "locale": "cs", "created_at": AT,
            }
            for _ in range(number)
        ]  # fmt: skip
        session.execute(insert(type(person)), people)
        session.execute(
            insert(RecipientGift),
            [
                {
                    **like,
                    "id": new_id("gft"),
                    "recipient_id": one["id"],
                    "unique_within": one["id"],
                    "link_hash": new_id("h"),
                }
                for one in people
            ],
        )


@contextmanager
def _locks() -> Iterator[list[float]]:
    """Seconds from the begin to the end of every writing transaction."""
    taken: list[float] = []
    since: dict[int, float] = {}

    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get("reading", False):
            since[id(connection)] = perf_counter()

    def end(connection: Any) -> None:
        if (began := since.pop(id(connection), None)) is not None:
            taken.append(perf_counter() - began)

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "commit", end)
    event.listen(Engine, "rollback", end)
    try:
        yield taken
    finally:
        event.remove(Engine, "begin", begin)
        event.remove(Engine, "commit", end)
        event.remove(Engine, "rollback", end)


if __name__ == "__main__":
    main()
