"""What ends together ends as it would one by one: the same rows, the same shelf, the same money."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, text

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.end_together import end_together, hold_still
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.show_others import show_others
from service.gifting.undo import undo_answer
from service.jobs.row_sweep import RowSweep
from service.ops.audit.database import audit_books
from tests.factories import AT, make_fact
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene
from tests.statements import sent

PEOPLE = 8
OVER = AT + timedelta(hours=24)


def answered() -> Scene:
    """Half of them declined, the other half gave theirs away; one had been shown others."""
    with transaction() as session:
        scene = set_scene(session, people=PEOPLE)
        show_others(session, scene.gifts[1], AT)
        for number, gift in enumerate(scene.gifts):
            if number % 2:
                decline_gift(session, gift, None, AT)
            else:
                donate_gift(session, gift, "rivers", AT)
    return scene


def swept(sweep: RowSweep, scene: Scene, at: datetime) -> tuple[int, int]:
    """What a pass over the rows of this scene changed, and how many statements that took."""
    with sent() as statements:
        changed = sweep.in_workspace(scene.workspace_id, at, timedelta())
    return int(changed), len(statements)


def left(scene: Scene) -> dict[str, list[tuple[str, ...]]]:
    """What stands in the tables of its workspace, with the place of each gift and product instead of their ids."""
    named = {gift.id: f"gift {n}" for n, gift in enumerate(scene.gifts)}
    named |= {product.id: f"product {n}" for n, product in enumerate([*scene.products, *scene.others])}
    asked = {
        "gift": "id, status, product_id, is_reserved, price_minor, undo_until, content_version",
        "gift_event": "gift_id, kind, body, at",
        "money_entry": "gift_id, kind, amount_minor",
        "campaign": "reserved_minor, captured_minor, budget_told",
        "product": "id, stock",
        "soft_hold": "gift_id, product_id",
        "job": "subject_id, kind, version, state",
    }
    name = re.compile("|".join(named))

    def told(value: object) -> str:
        if isinstance(value, str) and value.startswith("{"):
            value = json.loads(value)  # as SQLite answers it
        if isinstance(value, dict):
            return str(sorted((told(key), told(inner)) for key, inner in value.items()))
        return name.sub(lambda found: named[found[0]], str(value))

    with reading() as session:
        return {
            table: sorted(
                tuple(told(value) for value in row)
                for row in session.execute(
                    text(f"SELECT {columns} FROM {table} WHERE workspace_id = :own"),  # noqa: S608 our own tables
                    {"own": scene.workspace_id},
                )
            )
            for table, columns in asked.items()
        }


@pytest.mark.usefixtures("any_database")
def test_answers_settled_together_leave_what_settling_each_leaves_in_a_fraction_of_the_statements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = answered(), answered()

    changed, few = swept(settle_decided, first, OVER)
    monkeypatch.setattr("service.jobs.row_sweep.FEW", 10_000)
    assert (changed, left(first)["soft_hold"]) == (PEOPLE, [])
    changed, many = swept(settle_decided, second, OVER)

    assert changed == PEOPLE
    assert left(first) == left(second)
    assert few * 3 < many
    with reading() as session:
        assert audit_books(session) == []


@pytest.mark.usefixtures("any_database")
def test_gifts_that_nobody_answered_end_together_as_each_would_and_whoever_is_away_keeps_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenes = []
    for _ in range(2):
        with transaction() as session:
            scenes.append(scene := set_scene(session, people=PEOPLE))
            show_others(session, scene.gifts[1], AT)
            end = scene.campaign.expires_at
            away = f"{end.date() - timedelta(days=3)}/{end.date() + timedelta(days=3)}"
            make_fact(session, scene.people[2], "away", away)
    first, second = scenes

    changed, few = swept(expire_gifts, first, end)
    assert changed == PEOPLE - 1
    monkeypatch.setattr("service.jobs.row_sweep.FEW", 10_000)
    changed, many = swept(expire_gifts, second, end)

    assert changed == PEOPLE - 1
    assert left(first) == left(second)
    assert [row[1] for row in left(first)["gift"]].count("expired") == PEOPLE - 1
    assert few < many
    with reading() as session:
        assert audit_books(session) == []


@pytest.mark.usefixtures("any_database")
def test_of_answers_taken_back_in_the_very_moment_none_is_settled_and_undone() -> None:
    scene = answered()

    def take_back(number: int) -> None:
        with transaction() as session:
            undo_answer(session, session.get_one(RecipientGift, scene.gifts[number].id), OVER - timedelta(seconds=1))

    all_at_once([lambda: void(settle_decided(OVER)), *(partial(take_back, number) for number in range(PEOPLE))])

    with reading() as session:
        gifts = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        assert {(gift.status, gift.is_reserved) for gift in gifts} <= {
            ("opened", True), ("declined", False), ("donated", False)
        }  # fmt: skip
        assert audit_books(session) == []


def test_one_that_was_taken_back_since_it_was_read_is_left_alone_and_without_that_guard_the_books_break(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = answered()
    ids = [gift.id for gift in scene.gifts]
    with transaction() as session:
        stale = hold_still(session, ids)
    with transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, ids[0]), OVER - timedelta(seconds=1))
    declined = [gift for gift in stale if gift.status == "declined"]
    donated = [gift for gift in stale if gift.status == "donated"]

    with pytest.raises(Conflict, match="just changed"), transaction() as session:
        end_together(session, "settle_donation", donated, OVER)
    with reading() as session:
        assert {gift.is_reserved for gift in session.scalars(select(RecipientGift))} == {True}
        assert audit_books(session) == []

    monkeypatch.setattr("service.gifting.end_together._change_rows", lambda *_: None)
    with transaction() as session:
        end_together(session, "settle_decline", declined, OVER)
    with reading() as session:
        assert audit_books(session) != []


def void(_changed: int) -> None:
    """A sweep, as an act that answers nothing."""
