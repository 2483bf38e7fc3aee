"""Every sweep of the product, with more rows that cannot be finished than its batch holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from service.app.wiring import SWEEPS, At
from service.db.connect import reading, transaction
from service.jobs import row_sweep
from service.jobs.models import SweepDelay
from service.jobs.row_sweep import RowSweep
from service.outreach.sending import leave_at_last
from tests.factories import AT
from tests.service.app.due_rows import (
    LATE,
    PEOPLE,
    answered,
    arrived,
    closed,
    declined,
    deleted,
    ending,
    known,
    live,
    over,
)
from tests.service.planning.rehearsal.rehearsed import over_long_ago

BATCH = 2
"""Less than half of `PEOPLE`."""
NO_ROWS = {
    "ended pauses forgotten", "readings taken", "old readings deleted", "audit asked for", "alerts asked for",
    "ends of quiet forgotten", "old audits forgotten", "lost workers forgotten", "files without a row removed",
    "sign-in tries forgotten", "sessions forgotten", "uses of keys and first answers forgotten",
    "forgotten batches of people emptied", "spent challenges forgotten", "troubles noted", "old troubles forgotten",
    "old reports of distrust deleted", "waiting mail woken", "events passed on to webhooks", "old announcements deleted",
}  # fmt: skip
"""One statement each, and nothing that could be stuck: workers, tries, troubles; a walk through folders that goes on where it
ended; one mail that tries the queue for all."""


class Poison(Exception):
    """What the act of a row raises that can never be finished."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_sweep, "FRESH", BATCH)
    monkeypatch.setattr(row_sweep, "PASS_SECONDS", 3600.0)


A_ROW_A_WORKSPACE = {"models built", "gift registers told of"}
"""Sweeps whose rows are workspaces: there are fewer of them than poisoned rows here."""


def row_sweeps() -> list[RowSweep]:
    found = [line.act.found() for line in SWEEPS if isinstance(line.act, At)]
    return [act for act in found if isinstance(act, RowSweep)]


def test_every_sweep_goes_the_one_way() -> None:
    assert {line.name for line in SWEEPS} == {one.name for one in row_sweeps()} | NO_ROWS


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.usefixtures("any_database")
def test_in_every_sweep_more_poisoned_rows_than_a_batch_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leave_at_last, "is_mail_on", lambda: True)
    with transaction() as session:
        live(session)
        over(session)
        closed(session)
        declined(session)
        deleted(session)
        over_long_ago(session, PEOPLE, AT)
        arrived(session)
        answered(session)
        ending(session)
        known(session)
    settled = {}
    for one in row_sweeps():
        if one.name in A_ROW_A_WORKSPACE:
            continue
        poisoned: list[str] = []

        def act(row_id: str, at: datetime, one: RowSweep = one, poisoned: list[str] = poisoned) -> int:
            if len(poisoned) <= BATCH and row_id not in poisoned:
                poisoned.append(row_id)
            if row_id in poisoned:
                raise Poison
            return one.one(row_id, at)

        passes = [replace(one, one=act, portion=None)(LATE) for _ in range(2 * PEOPLE)]
        settled[one.name] = (sum(passes), sum(passed.failed for passed in passes))

    stuck = BATCH + 1
    assert settled == {
        "gifts expired": (PEOPLE - stuck, stuck),
        "gifts given a code to check them by": (PEOPLE - stuck, stuck),
        "soft holds ended": (PEOPLE - stuck, stuck),
        "sums set aside freed": (PEOPLE - stuck, stuck),
        "decisions settled": (PEOPLE - stuck, stuck),
        "forgotten uploads dropped": (PEOPLE - stuck, stuck),
        "gifts about to end told of": (PEOPLE - stuck, stuck),
        "people made findable": (4 * PEOPLE - stuck, stuck),
        "forgotten sheets of gifts dropped": (PEOPLE - stuck, stuck),
        "deleted drafts gone": (PEOPLE - stuck, stuck),
        "old rehearsals deleted": (PEOPLE - stuck, stuck),
        "old previews dropped": (PEOPLE - stuck, stuck),
        "forgotten addresses found": (PEOPLE - stuck, stuck),
        "addresses erased": (PEOPLE - stuck, stuck),
        "kept addresses deleted": (PEOPLE - stuck, stuck),
        "mailed codes deleted": (PEOPLE - stuck, stuck),
        "reminders written": (PEOPLE - stuck, stuck),
        "mail with unknown outcome": (PEOPLE - stuck, stuck),
        "mail nobody sends ended": (PEOPLE - stuck, stuck),
        "mail written before there was a server sent": (PEOPLE - stuck, stuck),
        "returns of mail forgotten": (PEOPLE - stuck, stuck),
        "old events of people deleted": (PEOPLE - stuck, stuck),
        "offers ended": (PEOPLE - stuck, stuck),
        "calendars read": (PEOPLE - stuck, stuck),
        "old webhook messages deleted": (PEOPLE - stuck, stuck),
        "old messages from outside deleted": (PEOPLE - stuck, stuck),
        "codes for numbers forgotten": (PEOPLE - stuck, stuck),
        "old decisions deleted": (PEOPLE - stuck, stuck),
        "old letters deleted": (PEOPLE - stuck, stuck),
        "people asked how it is": (PEOPLE - stuck, stuck),
        "people welcomed": (PEOPLE - stuck, stuck),
        "people who answered decided for anew": (PEOPLE - stuck, stuck),
        "answers noted for experiments": (PEOPLE - stuck, stuck),
        "names taken off answers": (PEOPLE - stuck, stuck),
        "old thank-you notes deleted": (PEOPLE - stuck, stuck),
        "words of old disputes deleted": (PEOPLE - stuck, stuck),
        "old rules of companies deleted": (PEOPLE - stuck, stuck),
        "old times of quiet deleted": (PEOPLE - stuck, stuck),
        "settled questions about people deleted": (PEOPLE - stuck, stuck),
        "conditions asked for": (PEOPLE - stuck, stuck),
        "old food data forgotten": (PEOPLE - stuck, stuck),
        "old looks at food data deleted": (PEOPLE - stuck, stuck),
        "people never invited deleted": (PEOPLE - stuck, stuck),
        "old data requests deleted": (PEOPLE - stuck, stuck),
        "waits for a gift ended": (PEOPLE - stuck, stuck),
        "ended jobs purged": (PEOPLE - stuck, stuck),
        "dead jobs purged": (PEOPLE - stuck, stuck),
    }
    with reading() as session:
        assert session.query(SweepDelay).filter(SweepDelay.error_code == "Poison").count() == stuck * len(settled)
