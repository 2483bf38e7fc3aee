"""What was out of order is remembered: when it began, when it healed, for a month."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.jobs.hitches import KEPT, Trouble, forget_old_hitches, healed_lately, note_hitches
from service.jobs.models import Hitch
from tests.factories import make_workspace
from tests.service.jobs.ledger import later

pytestmark = pytest.mark.usefixtures("any_database")
HOUR = 3600


def healed(workspace_id: str, at: float) -> list[tuple[str, str, float]]:
    """(kind, subject, seconds it took)."""
    with reading() as session:
        return [
            (one.kind, one.subject, (one.ended_at - one.began_at).total_seconds())
            for one in healed_lately(session, workspace_id, later(at))
            if one.ended_at is not None
        ]


def workspace() -> str:
    with transaction() as session:
        return make_workspace(session).id


def test_what_begins_and_heals_is_remembered_with_its_length_for_a_day() -> None:
    own = workspace()
    assert note_hitches([Trouble("queue_late", "video", since=later(-70))], later(0)) == 1
    assert note_hitches([Trouble("queue_late", "video", since=later(-70))], later(15)) == 0
    assert healed(own, 20) == []
    assert note_hitches([], later(30)) == 1

    assert healed(own, 31) == [("queue_late", "video", 100.0)]
    assert healed(own, 30 + 24 * HOUR - 1) == [("queue_late", "video", 100.0)]
    assert healed(own, 30 + 24 * HOUR + 1) == []


def test_the_same_trouble_twice_is_two_and_the_latest_comes_first() -> None:
    own = workspace()
    for began, ended in ((0, 10), (100, 105)):
        note_hitches([Trouble("broker_away")], later(began))
        note_hitches([], later(ended))

    assert healed(own, 200) == [("broker_away", "", 5.0), ("broker_away", "", 10.0)]


def test_one_workspaces_mail_is_told_to_no_other() -> None:
    own, other = workspace(), workspace()
    note_hitches([Trouble("mail_failing", "", other)], later(0))
    note_hitches([], later(10))

    assert (healed(own, 20), healed(other, 20)) == ([], [("mail_failing", "", 10.0)])


def test_nothing_is_written_while_nothing_changes_and_what_healed_a_month_ago_is_forgotten() -> None:
    note_hitches([Trouble("broker_away"), Trouble("disk_full")], later(0))
    note_hitches([Trouble("disk_full")], later(10))
    days = KEPT.total_seconds()

    assert forget_old_hitches(later(days + 9)) == 0
    assert forget_old_hitches(later(days + 11)) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Hitch)) == 1, "what still lasts is kept"
