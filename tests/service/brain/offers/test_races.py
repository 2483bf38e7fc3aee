"""Two presses on one sheet or one question at a moment, on SQLite and PostgreSQL; beside them the same with the guard off."""

from __future__ import annotations

from collections import Counter
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.brain.events.models import PersonEvent
from service.brain.offers.keep import keep_sheet, standing_offers
from service.brain.offers.models import Offer, OfferEvent
from service.brain.segments.conditions import as_rows, read_conditions
from service.brain.segments.keep import save_segment
from service.brain.segments.models import Segment
from service.brain.segments.people import people_in
from service.brain.segments.small_numbers import nearest
from service.db.connect import reading, transaction
from service.security.ids import new_id
from tests.factories import AT, make_account, make_recipient, make_workspace, owner_of
from tests.races import all_at_once
from tests.service.brain.offering import draft, happened, take

THREADS = 3
CODES = ("renewal", "thanks")
SEGMENTS = (("Czechs", "CZ"), ("Czechs and Slovaks", "CZ,SK"))
"""Five and six people: a difference of one."""


def people() -> str:
    """Five Czechs, one Slovak and nine Norwegians; their workspace's id."""
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        for number in range(15):
            country = "CZ" if number < 5 else "SK" if number < 6 else "NO"
            make_recipient(session, account, email=f"p{number}@vltava.example", country=country)
        return account.workspace_id


def standing(workspace_id: str) -> list[str]:
    with reading() as session:
        return [one.code for one in standing_offers(session, workspace_id)]


def test_one_sheet_of_offers_pressed_by_several_at_once_is_kept_once(any_database: str) -> None:
    workspace_id = people()
    kept: list[tuple[int, int, int]] = []

    def press() -> None:
        with transaction() as session:
            drafts = [draft(AT, code=code) for code in CODES]
            kept.append(keep_sheet(session, owner_of(workspace_id), drafts, AT))

    assert all_at_once([press] * THREADS) == THREADS
    assert Counter(kept) == {(2, 0, 0): 1, (0, 0, 2): THREADS - 1}
    assert standing(workspace_id) == list(CODES)
    with reading() as session:
        assert len(session.scalars(select(OfferEvent)).all()) == 2


def test_without_the_lock_all_would_make_it_and_the_last_guard_refuses(any_database: str) -> None:
    workspace_id = people()
    looked, refused = Barrier(THREADS), list[int]()

    def press_unguarded() -> None:
        known = standing(workspace_id)
        looked.wait()
        try:
            with transaction() as session:
                if not known:
                    session.add(Offer(id=new_id("ofr"), workspace_id=workspace_id, code="renewal", kind="news", texts={},
                                      url="https://fjordloom.example/", since=AT.date(), made_at=AT))  # fmt: skip
        except IntegrityError:
            refused.append(1)

    all_at_once([press_unguarded] * THREADS)
    assert (len(refused), standing(workspace_id)) == (THREADS - 1, ["renewal"])


def test_one_sheet_of_events_pressed_by_several_at_once_counts_each_once(any_database: str) -> None:
    workspace_id = people()
    events = [happened(f"p{number}@vltava.example", AT, f"order-{number}", kind="purchase") for number in range(4)]
    taken: list[tuple[int, int]] = []

    def press() -> None:
        with transaction() as session:
            found = take(session, workspace_id, AT, *events)
            taken.append((found.new, found.known))

    assert all_at_once([press] * THREADS) == THREADS
    assert Counter(taken) == {(4, 0): 1, (0, 4): THREADS - 1}
    with reading() as session:
        assert len(session.scalars(select(PersonEvent)).all()) == 4


def test_two_segments_that_would_tell_who_one_person_is_are_never_both_saved(any_database: str) -> None:
    workspace_id = people()

    def save(name: str, countries: str) -> None:
        with transaction() as session:
            save_segment(session, owner_of(workspace_id), name, read_conditions([("country", countries)]), AT)

    assert all_at_once([lambda one=one: save(*one) for one in SEGMENTS]) == 1  # type: ignore[misc]
    assert saved() == 1


def test_without_the_lock_both_are_saved(any_database: str) -> None:
    workspace_id = people()
    looked = Barrier(2)

    def save_unguarded(name: str, countries: str) -> None:
        conditions = read_conditions([("country", countries)])
        with reading() as session:
            others = session.scalars(select(Segment)).all()
            shown = {one.name: frozenset({"somebody"}) for one in others}
            is_near = nearest(people_in(session, workspace_id, conditions, AT), shown) is not None
        looked.wait()
        if not is_near:
            with transaction() as session:
                session.add(Segment(id=new_id("seg"), workspace_id=workspace_id, name=name, name_key=name.lower(),
                                    conditions=as_rows(conditions), made_by=None, made_at=AT))  # fmt: skip

    all_at_once([lambda one=one: save_unguarded(*one) for one in SEGMENTS])  # type: ignore[misc]
    assert saved() == 2


def saved() -> int:
    with reading() as session:
        return len(session.scalars(select(Segment)).all())
