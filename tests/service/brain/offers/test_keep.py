"""Offers are made, replaced by a sheet and withdrawn; each is an event, and nothing is half done."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.offers import keep
from service.brain.offers.models import Offer, OfferEvent
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_workspace, owner_of
from tests.races import all_at_once
from tests.service.brain.offering import draft, offer


def events(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Offer.code, OfferEvent.kind).join(Offer, Offer.id == OfferEvent.offer_id).order_by(OfferEvent.id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_an_offer_that_is_made_or_withdrawn_is_an_event_with_an_audit_line(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        made = offer(session, workspace.id, AT)
        keep.withdraw_offer(session, owner_of(workspace.id), made.id, AT)
        again = offer(session, workspace.id, AT)
        assert events(session) == [("renewal", "offer.made"), ("renewal", "offer.withdrawn"), ("renewal", "offer.made")]
        assert [one.id for one in keep.standing_offers(session, workspace.id)] == [again.id]
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        with pytest.raises(Conflict):
            keep.withdraw_offer(session, owner_of(workspace.id), made.id, AT)
        with pytest.raises(NotFound):
            keep.withdraw_offer(session, owner_of(make_workspace(session).id), again.id, AT)
    assert acts == ["offer.made", "offer.withdrawn", "offer.made"]


def test_a_sheet_makes_replaces_and_leaves_and_says_how_many(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        actor = owner_of(workspace.id)
        first = [draft(AT, code=code) for code in ("a", "b")]
        assert keep.keep_sheet(session, actor, first, AT) == (2, 0, 0)
        second = [draft(AT, code="a"), draft(AT, code="b", value="99.00"), draft(AT, code="c")]
        assert keep.keep_sheet(session, actor, second, AT) == (1, 1, 1)
        standing = [(one.code, one.value_minor) for one in keep.standing_offers(session, workspace.id)]
        assert standing == [("a", 12_000), ("b", 9_900), ("c", 12_000)]
        assert events(session)[2:] == [("b", "offer.withdrawn"), ("b", "offer.made"), ("c", "offer.made")]


def test_a_sheet_with_a_segment_that_nobody_saved_changes_nothing(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
    with pytest.raises(InvalidInput, match="No segment is called “Renewals”"), transaction() as session:
        keep.keep_sheet(session, owner_of(workspace.id), [draft(AT), draft(AT, code="b", segment="Renewals")], AT)
    with reading() as session:
        assert keep.standing_offers(session, workspace.id) == []


def test_of_many_who_make_the_same_offer_at_once_one_does(any_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)

    def make() -> None:
        with transaction() as session:
            offer(session, workspace.id, AT)

    assert all_at_once([make] * 4) == 1
    with reading() as session:
        assert [one.code for one in keep.standing_offers(session, workspace.id)] == ["renewal"]
