"""The journal: it adds up with the ledger, a month is closed once and for good, and a file says both sides of every entry."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.books import close
from service.books.close import close_month
from service.books.file import download_month
from service.books.ledger import beside_ledger, spent_by_gift
from service.books.models import ClosedMonth, JournalLine
from service.books.overview import months_of
from service.campaigns.models import Campaign
from service.campaigns.tax.limits import set_home
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.ops.audit.checks.journal import compare_journal
from service.ops.audit.database import audit_database
from service.workspaces.actor import Actor, actor_of
from tests.console import Console
from tests.factories import AT
from tests.service.books.world import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    OVER,
    World,
    begin,
    by_file,
    by_ledger,
    make_world,
    random_gifts,
    send,
)

SPENT = {"EUR": 5240 + 4400 + 840 + 690, "CZK": 99_000 + 99_000}
"""Ordered, donated without delivery, and of the one that came back delivery both ways; in CZK the price covers delivery."""


def file_of(actor: Actor, month: date) -> bytes:
    with transaction() as session:
        return download_month(session, actor, month, CLOSING)


@pytest.mark.usefixtures("any_database")
def test_open_and_closed_it_equals_the_ledger_to_the_cent_in_two_currencies() -> None:
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


def closed_world() -> tuple[World, Actor]:
    world = make_world()
    with transaction() as session:
        close_month(session, actor_of(world.owner), NOVEMBER, CLOSING)
    return world, actor_of(world.owner)


@pytest.mark.usefixtures("database")
def test_what_comes_after_a_month_was_closed_stands_in_the_next_with_its_own_line() -> None:
    world, actor = closed_world()
    before = file_of(actor, NOVEMBER)
    send([("returned", world.gifts["ordered EUR"])], OVER + timedelta(hours=1))
    assert file_of(actor, NOVEMBER) == before
    assert by_file(file_of(actor, DECEMBER))[0] == {"EUR": -4400 + 690}
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
def test_a_month_is_closed_once_when_it_is_over_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
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
    # Without the question the table itself refuses, so it can’t be closed twice at once either.
    monkeypatch.setattr(close, "find_closed", lambda *_: None)
    with pytest.raises(IntegrityError), transaction() as session:
        close_month(session, actor, NOVEMBER, CLOSING)
    with reading() as session:
        assert session.query(ClosedMonth).count() == 1


@pytest.mark.usefixtures("database")
def test_the_file_says_account_vat_and_whether_it_can_be_deducted() -> None:
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


PLANTED = {
    "a line’s amount": ("UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE id = 1", 2),
    "a line is lost": ("DELETE FROM journal_line WHERE id = 1", 1),
    "a line’s currency": ("UPDATE journal_line SET currency = 'USD' WHERE id = 1", 2),
    "the month’s sum": ("UPDATE closed_month SET lines = lines + 1", 1),
    "an entry’s parts": ("UPDATE money_entry SET parts = '{\"gift\": 1}' WHERE kind = 'refunded'", 1),
    "a month before its time": ("UPDATE money_entry SET at = '2026-12-03 09:00:00' WHERE kind = 'refunded'", 1),
}  # fmt: skip


@pytest.mark.usefixtures("database")
def test_the_audit_finds_every_planted_difference_and_none_where_there_is_none() -> None:
    closed_world()
    for name, (statement, defects) in PLANTED.items():
        with transaction() as session:
            assert list(compare_journal(session)) == []
            assert session.execute(text(statement)).rowcount > 0, name
            assert [one.kind for one in compare_journal(session)][:1] == ["money"], name
            assert len(list(compare_journal(session))) >= defects, name
            session.rollback()


@pytest.mark.usefixtures("database")
def test_the_pages_close_a_month_for_an_owner_and_say_what_is_wrong() -> None:
    world = make_world()
    console = Console(world.owner)
    assert "November 2026" in console.get("/journal").text
    page = console.get("/journal/2026-11").text
    assert "€111.70" in page and "1,980.00" in page
    wrong = console.post("/journal/soon/close")
    assert (wrong.status_code, "Name a month as 2026-11." in wrong.text) == (422, True)
    early = console.post("/journal/2126-11/close")
    assert (early.status_code, "isn’t over yet" in early.text) == (409, True)
    assert console.post("/journal/2026-11.csv").data == file_of(actor_of(world.owner), NOVEMBER)


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_a_thousand_random_campaigns_equal_the_ledger_to_the_cent() -> None:
    chance = Random(31)
    with transaction() as session:
        owner = begin(session)
    actor, month, at = actor_of(owner), NOVEMBER, OVER
    for number in range(1_000):
        with transaction() as session:
            gifts = random_gifts(session, owner, chance)
        settle_decided(at)
        send(gifts.items(), at)
        if number % 250 == 249:
            with transaction() as session:
                close_month(session, actor, month, datetime(2027, 6, 1, tzinfo=AT.tzinfo))
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    booked: dict[str, int] = {}
    months = [one.month for one in sorted(_closed(actor), key=lambda one: one.month)] + [month]
    for one in months:
        for currency, minor in by_file(file_of(actor, one))[0].items():
            booked[currency] = booked.get(currency, 0) + minor
    with reading() as session:
        assert booked == by_ledger(session, actor.workspace_id)
        assert list(compare_journal(session)) == []


def _closed(actor: Actor) -> list[ClosedMonth]:
    with reading() as session:
        return session.query(ClosedMonth).filter_by(workspace_id=actor.workspace_id).all()
