"""Levers are set within their limits, audited, and looked at before they are set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.app.tables import METADATA
from service.brain.deciding.decide_for import decide_for
from service.brain.levers.in_force import EVERYONE, levers_set
from service.brain.levers.models import Lever
from service.brain.levers.preview import FEWEST, preview
from service.brain.levers.set_lever import set_levers
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_user
from tests.service.brain.people import AT, DAY, Two, make_two, who


def counts() -> dict[str, int]:
    """Rows of every table."""
    with reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }


def lines() -> Iterator[tuple[str | None, dict[str, float]]]:
    with reading() as session:
        for line in session.scalars(select(AuditEntry).where(AuditEntry.act == "lever.set").order_by(AuditEntry.id)):
            yield line.subject_id, line.body


def test_each_change_is_kept_with_what_was_before(two: Two, owner: User) -> None:
    with transaction() as session:
        assert set_levers(session, actor_of(owner), {"remind": 0.7, "ask": 0.9}, AT) == 1
        assert set_levers(session, actor_of(owner), {"remind": 0.8}, AT) == 1
    assert list(lines()) == [("remind", {"before": 0.9, "now": 0.7}), ("remind", {"before": 0.7, "now": 0.8})]
    with reading() as session:
        assert levers_set(session, two.workspace_id)[EVERYONE] == {"remind": 0.8}


@pytest.mark.parametrize(
    "wanted", [{"remind": 0.4}, {"ask": 1.0, "remind": 2.1}, {"shout": 1.0}, {"ask": float("nan")}]
)
def test_what_is_no_lever_changes_none(two: Two, owner: User, wanted: dict[str, float]) -> None:
    with pytest.raises(InvalidInput), transaction() as session:
        set_levers(session, actor_of(owner), wanted, AT)
    with reading() as session:
        assert session.scalars(select(Lever)).all() == []
    assert list(lines()) == []


def test_levers_are_a_workspaces_own(two: Two, owner: User) -> None:
    with transaction() as session:
        other = make_two(session)
        set_levers(session, Actor(other.workspace_id, None, "owner"), {"ask": 2.0}, AT)
    with reading() as session:
        assert levers_set(session, two.workspace_id)[EVERYONE] == {}


def test_a_preview_makes_past_decisions_again_and_stores_nothing(two: Two) -> None:
    for day in range(FEWEST):
        with transaction() as session:
            decide_for(session, who(session, two), AT + day * timedelta(hours=25), "due", only_messages=True)
    before = counts()
    with reading() as session:
        found = preview(session, two.workspace_id, {"remind": 0.5}, AT + 26 * DAY)
    assert counts() == before
    assert (found.looked_at, found.people, found.is_enough) == (FEWEST, 1, True)
    assert (found.before, found.after) == ({"remind": FEWEST}, {"nothing": FEWEST})
    assert (found.other_way, found.messages_before, found.messages_after) == (FEWEST, FEWEST, 0)


def test_the_page_shows_each_lever_and_sets_what_was_changed(two: Two, owner: User) -> None:
    console = Console(owner)
    page = console.get("/levers").get_data(as_text=True)
    assert "Invite to meet" in page and 'name="meet"' in page and "0.60" in page
    before = counts()
    tried = console.get("/levers?meet=1.1").get_data(as_text=True)
    assert "Set “Invite to meet” to 1.10" in tried and "too few to say" in tried
    assert counts() == before
    assert console.post("/levers", meet="1.1").headers["Location"] == "/levers?done=set"
    with reading() as session:
        assert levers_set(session, two.workspace_id)[EVERYONE] == {"meet": 1.1}
    assert console.post("/levers", back="defaults").status_code == 303
    with reading() as session:
        assert levers_set(session, two.workspace_id)[EVERYONE] == {"meet": 0.6}


@pytest.mark.parametrize("figure", ["0.4", "two", "nan", "1e9", "-1"])
def test_a_figure_that_is_none_is_refused_in_words(two: Two, owner: User, figure: str) -> None:
    console = Console(owner)
    assert 'role="alert"' in console.get(f"/levers?meet={figure}").get_data(as_text=True)
    assert console.post("/levers", meet=figure).status_code == 303
    with reading() as session:
        assert session.scalars(select(Lever)).all() == []


def test_a_seller_neither_sees_nor_sets_them(two: Two) -> None:
    with transaction() as session:
        seller = make_user(session, two.workspace_id, "seller")
    assert Console(seller).get("/levers").status_code == 403
    assert Console(seller).post("/levers", meet="1.1").status_code == 403
