"""The journal: it adds up with the ledger, a month is closed once and for good, and a file says both sides of every entry."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.books.journal import close
from service.books.journal.close import close_month
from service.books.journal.file import download_month
from service.books.journal.ledger import beside_ledger, spent_by_gift
from service.books.journal.models import ClosedMonth, JournalLine
from service.books.journal.overview import months_of
from service.books.month import after
from service.campaigns.models import Campaign
from service.campaigns.tax.limits import set_home
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.fulfil import mark_returned, mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.ops.audit.checks.journal import compare_journal
from service.ops.audit.database import audit_database
from service.workspaces.actor import Actor, actor_of
from tests.console import Console
from tests.factories import AT
from tests.races import Meeting, all_at_once
from tests.service.books.world import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    OVER,
    World,
    begin,
    by_file,
    by_ledger,
    finish,
    make_world,
    random_gifts,
)

SPENT = {"EUR": 5240 + 4400 + 840 + 690, "CZK": 120_000 + 99_000 + 21_000 + 17_300}
"""Ordered, donated without delivery, and of the one that came back wrapping and delivery both ways."""


def file_of(actor: Actor, month: date) -> bytes:
    with transaction() as session:
        return download_month(session, actor, month, CLOSING)


PLANTED = {
    "a line’s amount": (
        "UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(id) FROM journal_line)",
        "; the ledger has ",
    ),
    "a line’s part": ("UPDATE journal_line SET part = 'fee' WHERE part = 'wrap'", "; the ledger has "),
    "a line’s currency": (
        "UPDATE journal_line SET currency = 'USD' WHERE id = (SELECT MIN(id) FROM journal_line)",
        "gift or currency.",
    ),
    "a line’s VAT": ("UPDATE journal_line SET vat_minor = 1 WHERE vat_minor > 1", "another VAT than entry"),
    "a line is lost": ("DELETE FROM journal_line WHERE part = 'wrap'", "; the ledger has "),
    "an entry is lost": ("DELETE FROM journal_line WHERE part = 'donation'", "; it was closed with "),
    "the month’s sum": ("UPDATE closed_month SET lines = lines + 1", "; it was closed with "),
    "an entry’s parts": (
        "UPDATE money_entry SET parts = '{\"gift\": 1}' WHERE kind = 'refunded'",
        "; its parts are 1.",
    ),
    "an entry’s amount": (
        "UPDATE money_entry SET amount_minor = amount_minor + 1 WHERE kind = 'refunded'",
        "; its parts are ",
    ),
    "an entry’s VAT": ("UPDATE money_entry SET vat_minor = 900000 WHERE vat_minor > 0", "; the VAT in it is 900000."),
    "a month before its time": (
        "UPDATE money_entry SET at = '2026-12-03 09:00:00' WHERE kind = 'refunded'",
        " before its own, ",
    ),
}


@pytest.mark.usefixtures("any_database")
def test_open_and_closed_it_equals_the_ledger_to_the_cent_and_the_audit_finds_every_planted_difference() -> None:
    world = make_world()
    actor = actor_of(world.owner)
    with reading() as session:
        assert by_ledger(session, actor.workspace_id) == SPENT
        [told] = [one for one in months_of(session, actor.workspace_id, CLOSING) if one.sums]
        assert (told.month, dict(told.sums), told.is_over(CLOSING)) == (NOVEMBER, SPENT, True)
    before = file_of(actor, NOVEMBER)
    assert by_file(before) == (SPENT, {currency: -minor for currency, minor in SPENT.items()})
    with transaction() as session:
        row = close_month(session, actor, NOVEMBER, CLOSING)
        assert (dict(row.sums), row.lines) == (SPENT, session.query(JournalLine).count())
    assert file_of(actor, NOVEMBER) == before
    with reading() as session:
        beside = beside_ledger(session, actor.workspace_id, NOVEMBER)
        assert (beside.ledger, dict(beside.journal), beside.moved, beside.unexplained) == (SPENT, SPENT, [], {})
        campaign = session.get_one(Campaign, session.get_one(RecipientGift, world.gifts["ordered EUR"]).campaign_id)
        assert spent_by_gift(session, campaign) == {
            world.gifts["ordered EUR"]: 5240, world.gifts["donated EUR"]: 4400, world.gifts["returned EUR"]: 1530,
        }  # fmt: skip
    assert audit_database() == []
    for name, (statement, says) in PLANTED.items():
        with transaction() as session:
            assert list(compare_journal(session)) == []
            assert session.execute(text(statement)).rowcount > 0, name
            found = list(compare_journal(session))
            assert {one.kind for one in found} == {"money"}, name
            assert any(says in one.sentence for one in found), (name, found)
            session.rollback()


def closed_world() -> tuple[World, Actor]:
    """Taxed in Germany, where what was given is within the limit."""
    world = make_world()
    with transaction() as session:
        set_home(session, "DE", 1, actor_of(world.owner), AT)
        close_month(session, actor_of(world.owner), NOVEMBER, CLOSING)
    return world, actor_of(world.owner)


@pytest.mark.usefixtures("database")
def test_what_comes_after_a_month_was_closed_stands_in_the_next_with_its_own_line() -> None:
    world, actor = closed_world()
    before = file_of(actor, NOVEMBER)
    finish([("returned", world.gifts["ordered EUR"])], OVER + timedelta(hours=1))
    assert file_of(actor, NOVEMBER) == before
    assert by_file(file_of(actor, DECEMBER))[0] == {"EUR": -4400 + 690}
    rows = list(csv.DictReader(io.StringIO(file_of(actor, DECEMBER).decode("utf-8-sig"))))
    assert [
        (row["date"], row["account"], row["credit"], row["VAT"], row["deductible"], row["market value"]) for row in rows
    ] == [
        ("2026-12-01", "gifts", "44.00", "-7.64", "yes", "-44.00"),
        ("2026-12-01", "gift budget", "", "", "", ""),
        ("2026-12-01", "returns", "", "", "not known", ""),
        ("2026-12-01", "gift budget", "6.90", "", "", ""),
    ]
    with reading() as session:
        here = beside_ledger(session, actor.workspace_id, DECEMBER)
        assert [(one.day, one.booked, one.minor) for one in here.moved] == [
            (OVER.date(), DECEMBER, -4400), (OVER.date(), DECEMBER, 690),
        ]  # fmt: skip
        there = beside_ledger(session, actor.workspace_id, NOVEMBER)
        assert [(one.booked, one.minor) for one in there.moved] == [(None, 4400), (None, -690)]
        assert (here.unexplained, there.unexplained) == ({}, {})
    with transaction() as session:
        close_month(session, actor, DECEMBER, datetime(2027, 1, 1, tzinfo=AT.tzinfo))
    with reading() as session:
        there = beside_ledger(session, actor.workspace_id, NOVEMBER)
        assert [one.booked for one in there.moved] == [DECEMBER, DECEMBER]
    assert audit_database() == []


@pytest.mark.usefixtures("database")
def test_a_month_is_closed_once_when_it_is_over_and_in_order() -> None:
    with transaction() as session:
        owner = begin(session)
        random_gifts(session, owner, Random(3))
    settle_decided(OVER)
    actor = actor_of(owner)
    refused = (
        (NOVEMBER, CLOSING.replace(month=11, day=30), "November 2026 isn’t over yet. Close it from 1 December on."),
        (DECEMBER, CLOSING.replace(year=2027), "Close November 2026 first."),
    )
    for month, at, sentence in refused:
        with pytest.raises(Conflict, match=sentence), transaction() as session:
            close_month(session, actor, month, at)
    with transaction() as session:
        close_month(session, actor, NOVEMBER, CLOSING)
    for month, sentence in (
        (NOVEMBER, "November 2026 is closed already."),
        (date(2026, 10, 1), "November 2026 is closed"),
    ):
        with pytest.raises(Conflict, match=sentence), transaction() as session:
            close_month(session, actor, month, CLOSING)
    with reading() as session:
        assert session.query(ClosedMonth).count() == 1


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("locked", [True, False])
def test_of_two_who_close_a_month_at_once_one_is_told_so(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    """Without the lock nobody is told a sentence; the table itself still lets none be closed twice."""
    with transaction() as session:
        owner = begin(session)
    told: list[str] = []
    meeting = Meeting()
    asked = close.find_closed

    def find_closed(*given: object) -> object:
        found = asked(*given)  # type: ignore[arg-type]
        meeting.come()
        return found

    monkeypatch.setattr(close, "find_closed", find_closed)
    if not locked:
        monkeypatch.setattr(close, "lock_workspace", lambda *_: None)

    def press() -> None:
        try:
            with transaction() as session:
                close_month(session, actor_of(owner), NOVEMBER, CLOSING)
        except Conflict as error:
            told.append(error.sentence)
        except IntegrityError:
            told.append("not a sentence")

    all_at_once([press, press])
    with reading() as session:
        is_queue = session.get_bind().dialect.name == "sqlite"  # its writers stand in line, lock or no lock
        assert session.query(ClosedMonth).count() == 1
    assert told == ["November 2026 is closed already." if locked or is_queue else "not a sentence"]


@pytest.mark.usefixtures("database")
def test_page_and_file_say_account_vat_and_whether_it_can_be_deducted_and_the_page_what_is_wrong() -> None:
    world = make_world()
    actor = actor_of(world.owner)
    with transaction() as session:
        set_home(session, "DE", 1, actor, AT)
    rows = list(csv.DictReader(io.StringIO(file_of(actor, NOVEMBER).decode("utf-8-sig"))))
    assert list(rows[0])[:8] == ["date", "account", "cost centre", "debit", "credit", "reference", "VAT", "deductible"]
    euro = [row for row in rows if row["currency"] == "EUR"]
    assert {(row["account"], row["debit"], row["credit"], row["VAT"], row["deductible"]) for row in euro} == {
        ("gifts", "44.00", "", "7.64", "yes"),  # ordered: 21 percent in the price
        ("shipping", "6.90", "", "", "yes"),
        ("wrapping", "1.50", "", "", "yes"),
        ("gift budget", "", "52.40", "", ""),
        ("donations", "44.00", "", "0.00", "not known"),
        ("gift budget", "", "44.00", "", ""),
        ("gifts", "44.00", "", "7.64", "not known"),  # came back: nobody’s
        ("shipping", "6.90", "", "", "not known"),
        ("wrapping", "1.50", "", "", "not known"),
        ("gifts", "", "44.00", "-7.64", "not known"),
        ("gift budget", "44.00", "", "", ""),
        ("returns", "6.90", "", "", "not known"),
        ("gift budget", "", "6.90", "", ""),
    }
    assert {row["cost centre"] for row in rows} == {"Spring thank-you"}
    assert {row["deductible"] for row in rows if row["currency"] == "CZK" and row["account"] == "gifts"} == {
        "not known"
    }
    console = Console(world.owner)
    assert "November 2026" in console.get("/journal").text
    page = console.get("/journal/2026-11").text
    assert "€111.70" in page and "2,573.00" in page
    wrong = console.post("/journal/soon/close")
    assert (wrong.status_code, "Name a month as 2026-11." in wrong.text) == (422, True)
    early = console.post("/journal/2126-11/close")
    assert (early.status_code, "isn’t over yet" in early.text) == (409, True)
    assert console.post("/journal/2026-11.csv").data == file_of(actor_of(world.owner), NOVEMBER)
    # Entries from before parts were kept are a price, without VAT and market value.
    with transaction() as session:
        session.execute(text("UPDATE money_entry SET parts = '{}', vat_minor = NULL"))
        session.execute(text("DELETE FROM money_entry WHERE gift_id <> :id"), {"id": world.gifts["ordered EUR"]})
    rows = list(csv.DictReader(io.StringIO(file_of(actor, NOVEMBER).decode("utf-8-sig"))))
    assert [(row["account"], row["debit"], row["VAT"], row["market value"]) for row in rows] == [
        ("gifts", "52.40", "", ""),
        ("gift budget", "", "", ""),
    ]


@pytest.mark.parametrize("any_database", ["postgres"], indirect=True)
def test_what_is_committed_while_a_month_is_closed_stands_in_the_next_and_is_never_lost(any_database: str) -> None:
    world = make_world()
    actor = actor_of(world.owner)
    with transaction() as slow:
        mark_shipped(slow, slow.get_one(RecipientGift, world.gifts["ordered EUR"]), actor, OVER)
        mark_returned(slow, slow.get_one(RecipientGift, world.gifts["ordered EUR"]), actor, OVER)
        slow.flush()
        with transaction() as session:
            close_month(session, actor, NOVEMBER, CLOSING)
    assert by_file(file_of(actor, NOVEMBER))[0] == SPENT
    assert by_file(file_of(actor, DECEMBER))[0] == {"EUR": -4400 + 690}
    assert audit_database() == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("part", range(20))
def test_a_thousand_random_campaigns_equal_the_ledger_to_the_cent(part: int) -> None:
    """In twenty parts; a month is closed after every ten, and what comes later stands in the next."""
    chance = Random(31 + part)
    with transaction() as session:
        owner = begin(session)
    actor, months = actor_of(owner), [NOVEMBER]
    for number in range(1, 51):
        with transaction() as session:
            gifts = random_gifts(session, owner, chance)
        settle_decided(OVER)
        finish(gifts.items())
        if number % 10 == 0:
            with transaction() as session:
                close_month(session, actor, months[-1], CLOSING.replace(year=2028))
            months.append(after(months[-1]))
    booked: Counter[str] = Counter()
    for month in months:
        spent, budget = by_file(file_of(actor, month))
        assert {currency: -minor for currency, minor in spent.items()} == budget
        booked.update(spent)
    with reading() as session:
        assert dict(booked) == by_ledger(session, actor.workspace_id)
        assert {"EUR", "CZK"} == booked.keys()
    assert audit_database() == []
