"""The log and a person's page: what they show, to whom, and that looking writes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.app.tables import METADATA
from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.labels import ACTIONS, BLOCKED, CAUSES, LAYERS, REASONS, SIGNALS
from service.brain.deciding.models import NextDecision
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import KINDS
from service.decisions.next_action.decide import NO_FIGURE
from service.decisions.next_action.factors.context import OF_PURPOSE, OF_SIGNAL, OF_STAGE
from service.decisions.next_action.layers import RULES
from service.gifting.models import RecipientGift
from service.recipients.afterwards.models import MeetingAnswer
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_user
from tests.service.brain.people import DAY, Two, mailed, make_two, who


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        two = make_two(session, first={"status": "notified"})
        mailed(session, two.first, "invitation", utc_now() - 8 * DAY)
        return two


@pytest.fixture
def console(two: Two) -> Console:
    with transaction() as session:
        return Console(make_user(session, two.workspace_id))


def counts() -> dict[str, int]:
    with reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }


def test_every_code_has_its_words() -> None:
    assert set(ACTIONS) == set(KINDS)
    assert set(BLOCKED) == {rule.code for rule in RULES} | {NO_FIGURE}
    assert set(LAYERS) == {rule.layer for rule in RULES}
    assert set(SIGNALS) == set(OF_SIGNAL)
    spoken = {f"stage_{one}" for one in OF_STAGE} | {f"purpose_{one}" for one in OF_PURPOSE}
    assert spoken | {f"just_{one}" for one in OF_SIGNAL} <= set(REASONS)
    assert not set(REASONS) & set(BLOCKED)
    assert "due" in CAUSES


def test_looking_writes_nothing(two: Two, console: Console) -> None:
    with transaction() as session:
        decide_for(session, who(session, two), utc_now(), "due")
    before = counts()
    for path in (
        f"/people/{two.person_id}/next",
        "/decisions",
        "/decisions?what=nothing",
        "/levers",
        "/contact-policy",
    ):
        assert console.get(path).status_code == 200
    assert counts() == before


def test_a_person_of_whom_nothing_was_decided_is_decided_for_at_a_press(two: Two, console: Console) -> None:
    path = f"/people/{two.person_id}/next"
    assert "Nothing has been decided for them yet." in console.get(path).get_data(as_text=True)
    assert console.post(path).headers["Location"] == path
    page = console.get(path).get_data(as_text=True)
    assert "Send the gift." in page
    assert "byte for byte" in page and "not the same" not in page
    with reading() as session:
        row = session.scalars(select(NextDecision)).one()
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "person.decided_again")).one()
        assert (row.cause, line.body) == ("asked", {"decision": row.id})


def test_a_factor_that_is_the_same_for_all_actions_is_not_printed(two: Two, console: Console) -> None:
    console.post(f"/people/{two.person_id}/next")
    page = console.get(f"/people/{two.person_id}/next").get_data(as_text=True)
    assert "P chance" in page and "L lever" in page
    assert "C moment" not in page


def test_the_log_says_what_won_and_what_was_capped(two: Two, console: Console) -> None:
    assert "No decisions yet" in console.get("/decisions").get_data(as_text=True)
    with transaction() as session:
        decide_for(session, who(session, two), utc_now(), "due", only_messages=True)
    page = console.get("/decisions").get_data(as_text=True)
    assert "Nothing was best in 0 of 1 decision" in page and "Nováková" in page
    assert "None of these." in console.get("/decisions?what=nothing").get_data(as_text=True)
    assert "Nováková" in console.get("/decisions?what=capped").get_data(as_text=True)


def test_nobody_of_another_workspace_or_sellers_is_shown(two: Two, console: Console) -> None:
    with transaction() as session:
        decide_for(session, who(session, two), utc_now(), "due")
        other = make_two(session)
        stranger: User = make_user(session, other.workspace_id)
        seller = make_user(session, two.workspace_id, "seller")
    assert console.get(f"/people/{other.person_id}/next").status_code == 404
    for user in (stranger, seller):
        assert Console(user).get(f"/people/{two.person_id}/next").status_code == 404
        assert "Nováková" not in Console(user).get("/decisions").get_data(as_text=True)
        assert Console(user).post(f"/people/{two.person_id}/next").status_code == 404


def test_what_somebody_chose_for_themselves_is_not_said(two: Two, console: Console) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, two.second).status = "accepted"
        session.add(
            MeetingAnswer(
                gift_id=two.first,
                workspace_id=two.workspace_id,
                recipient_id=two.person_id,
                state="refused",
                at=utc_now(),
            )
        )
    console.post(f"/people/{two.person_id}/next")
    page = console.get(f"/people/{two.person_id}/next").get_data(as_text=True)
    assert "We don’t show what they chose" in page
    assert "meeting_declined" not in page
