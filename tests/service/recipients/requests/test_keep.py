"""A request about somebody's data is due a month later, ends once, and with their erasure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.ops.erase_someone import erase_someone
from service.recipients.erase import erase_values
from service.recipients.models import Recipient
from service.recipients.requests.forget import KEPT, forget_requests
from service.recipients.requests.keep import asked_on, end_request, find_request, note_request
from service.recipients.requests.models import DataRequest
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.factories import make_account, make_recipient, make_user, make_workspace
from tests.races import all_at_once

AT = datetime(2027, 1, 31, 9, 30, tzinfo=UTC)


@pytest.fixture
def known(any_database: str) -> tuple[Recipient, Actor]:
    with transaction() as session:
        workspace = make_workspace(session)
        return make_recipient(session, make_account(session, workspace.id)), actor_of(make_user(session, workspace.id))


def note(known: tuple[Recipient, Actor], kind: str = "export", asked_at: datetime = AT) -> DataRequest:
    person, actor = known
    with transaction() as session:
        return note_request(session, session.get_one(Recipient, person.id), kind, asked_at, actor, AT)


def standing() -> list[tuple[str, str | None]]:
    with reading() as session:
        return [(one.kind, one.outcome) for one in session.scalars(select(DataRequest).order_by(DataRequest.kind))]


def test_it_is_due_a_calendar_month_after_they_asked_and_not_after_it_was_noted(known: tuple[Recipient, Actor]) -> None:
    request = note(known)
    assert request.due_at == datetime(2027, 2, 28, 9, 30, tzinfo=UTC)
    earlier = note(known, "correct", asked_on(date(2027, 1, 20), AT))
    assert (earlier.asked_at, earlier.due_at) == (datetime(2027, 1, 20, tzinfo=UTC), datetime(2027, 2, 20, tzinfo=UTC))
    assert asked_on(AT.date(), AT) == AT


def test_what_cannot_be_is_refused_and_nothing_is_noted(known: tuple[Recipient, Actor]) -> None:
    with pytest.raises(InvalidInput, match="copy, a correction or an erasure"):
        note(known, "everything")
    for moment in (AT + timedelta(seconds=1), AT - timedelta(days=367)):
        with pytest.raises(InvalidInput, match="within the last year"):
            note(known, asked_at=moment)
    assert standing() == []


def test_of_many_at_once_one_is_noted(known: tuple[Recipient, Actor]) -> None:
    def press() -> None:
        note(known)

    assert all_at_once([press] * 4) == 1
    assert standing() == [("export", None)]


def test_it_ends_once_and_an_erasure_only_by_erasing(known: tuple[Recipient, Actor]) -> None:
    _, actor = known
    copy, erasure = note(known), note(known, "erase")
    with transaction() as session:
        end_request(session, session.get_one(DataRequest, copy.id), "done", actor, AT)
    for request, outcome, why in (
        (copy, "withdrawn", "has ended already"),
        (erasure, "done", "Erase the person"),
        (erasure, "erased", "done, withdrawn or refused"),
    ):
        with pytest.raises((Conflict, InvalidInput), match=why), transaction() as session:
            end_request(session, session.get_one(DataRequest, request.id), outcome, actor, AT)
    assert standing() == [("erase", None), ("export", "done")]
    assert note(known).outcome is None  # an ended one doesn't stand in the way


def test_an_erasure_by_staff_ends_all_that_is_open_and_is_noted_where_nobody_had(
    known: tuple[Recipient, Actor],
) -> None:
    person, actor = known
    note(known)
    with transaction() as session:
        erase_someone(session, person.id, actor, AT)
    assert standing() == [("erase", "done"), ("export", "erased")]
    with pytest.raises(Conflict, match="was erased"):
        note(known)


def test_their_own_erasure_ends_what_was_noted_and_notes_nothing_more(known: tuple[Recipient, Actor]) -> None:
    person, _ = known
    note(known, "erase")
    note(known, "correct")
    with transaction() as session:
        erase_values(session, session.get_one(Recipient, person.id), AT)
    assert standing() == [("correct", "erased"), ("erase", "done")]


def test_another_workspace_finds_nothing_and_the_audit_log_names_who(known: tuple[Recipient, Actor]) -> None:
    person, actor = known
    request = note(known)
    with transaction() as session:
        stranger = actor_of(make_user(session, make_workspace(session, "Cedar Freight").id))
        with pytest.raises(NotFound):
            find_request(session, stranger, request.id)
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.act == "data_request.noted"))
        assert (line.user_id, line.subject_id, line.body) == (actor.user_id, person.id, {"kind": "export"})


def test_what_ended_goes_after_three_years_and_what_is_open_stays(known: tuple[Recipient, Actor]) -> None:
    _, actor = known
    copy = note(known)
    note(known, "correct")
    with transaction() as session:
        end_request(session, session.get_one(DataRequest, copy.id), "refused", actor, AT)
    assert forget_requests(AT + KEPT - timedelta(days=1)) == 0
    assert forget_requests(AT + KEPT) == 1
    assert standing() == [("correct", None)]
