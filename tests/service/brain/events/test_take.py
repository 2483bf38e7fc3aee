"""What happened elsewhere is kept once, whole or not at all, and of nobody who was erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.brain.events.models import PersonEvent
from service.brain.events.signals import signals_of
from service.content.erase import erase_person
from service.db.connect import reading, transaction
from service.decisions.next_action.person import Signal
from service.recipients.models import Recipient
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_account, make_recipient, make_workspace
from tests.service.brain.offering import happened, take

EMAIL = "jana@vltava.example"


def person() -> Recipient:
    with transaction() as session:
        return make_recipient(session, make_account(session, make_workspace(session).id), email=EMAIL)


def kept() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(PersonEvent).order_by(PersonEvent.external_id))
        return [(row.external_id, row.kind, row.code) for row in rows]


def test_the_same_events_in_any_order_and_twice_are_the_same_events(any_database: str) -> None:
    jana = person()
    events = [happened(EMAIL, AT - timedelta(minutes=number), f"e-{number}") for number in range(3)]
    with transaction() as session:
        first = take(session, jana.workspace_id, AT, *reversed(events), events[0])
    with transaction() as session:
        again = take(session, jana.workspace_id, AT, *events)
        lines = session.scalars(select(AuditEntry.body).where(AuditEntry.act == "events.imported")).all()
    assert (first.new, first.known, first.bad, first.people) == (3, 1, (), frozenset({jana.id}))
    assert (again.new, again.known, again.people) == (0, 3, frozenset())
    assert kept() == [(f"e-{number}", "site_look", "prices") for number in range(3)]
    assert sorted(lines, key=str) == [{"new": 0, "known": 3}, {"new": 3, "known": 1}]


def test_an_id_that_stands_for_another_event_refuses_the_whole_sheet(database: str) -> None:
    jana, other = person(), happened(EMAIL, AT, "e-9", kind="product_use", about="export")
    with transaction() as session:
        take(session, jana.workspace_id, AT, happened(EMAIL, AT))
        refused = take(session, jana.workspace_id, AT, other, replace(other, external_id="e-1"))
    assert [(one.row, one.sentence) for one in refused.bad] == [(3, "The id e-1 stands for another event already.")]
    assert kept() == [("e-1", "site_look", "prices")]


def test_nothing_is_kept_of_whoever_is_unknown_erased_or_of_another_workspace(database: str) -> None:
    jana = person()
    with transaction() as session:
        other = make_workspace(session)
        foreign = take(session, other.id, AT, happened(EMAIL, AT))
        take(session, jana.workspace_id, AT, happened(EMAIL, AT))
        erase_person(session, session.get_one(Recipient, jana.id), AT)
    with transaction() as session:
        erased = take(session, jana.workspace_id, AT, happened(EMAIL, AT, "e-2"))
    sentence = "We know nobody with this email address. Upload them first, or take the row out."
    assert [one.sentence for one in (*foreign.bad, *erased.bad)] == [sentence, sentence]
    assert kept() == []


def test_looks_of_one_visit_are_one_signal_and_later_ones_another(database: str) -> None:
    jana = person()
    looks = [
        happened(EMAIL, AT - timedelta(hours=30) + timedelta(minutes=4 * number), f"n-{number}") for number in range(12)
    ]
    use = happened(EMAIL, AT - timedelta(hours=1), "u-1", kind="product_use", about="export")
    late = happened(EMAIL, AT - timedelta(hours=2), "n-99")
    about = happened(EMAIL, AT - timedelta(hours=2), "n-98", about="careers")
    with transaction() as session:
        take(session, jana.workspace_id, AT, *looks, use, late, about)
        found = signals_of(session, [jana.id], AT)
        before = signals_of(session, [jana.id], AT - timedelta(hours=20))
    visit = Signal("price_look", AT - timedelta(hours=30) + timedelta(minutes=44), 12)
    assert found == {
        jana.id: (visit, Signal("price_look", AT - timedelta(hours=2)), Signal("product_use", AT - timedelta(hours=1)))
    }
    assert before == {jana.id: (visit,)}


@pytest.mark.parametrize("kind", ["purchase", "site_look"])
def test_a_row_holds_ids_and_codes_only(database: str, kind: str) -> None:
    jana = person()
    with transaction() as session:
        take(session, jana.workspace_id, AT, happened(EMAIL, AT, kind=kind))
        row = session.scalars(select(PersonEvent)).one()
        values = {column.name: getattr(row, column.name) for column in PersonEvent.__table__.c}
    assert EMAIL not in str(values)
    assert values.pop("id").startswith("evt_")
    assert values == {
        "workspace_id": jana.workspace_id, "recipient_id": jana.id, "kind": kind, "external_id": "e-1", "code": "prices",
        "amount_minor": None, "currency": None, "entry": None, "device": None, "at": AT, "taken_at": AT,
    }  # fmt: skip
