"""A workspace whose campaigns spend by the real acts, in two currencies, with costs besides the price and VAT in it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.catalog.landed.enter import enter_rates
from service.catalog.landed.read_rate import NewRate
from service.db.connect import transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.cost import cost_columns
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.fulfil import mark_delivered, mark_failed, mark_lost, mark_returned, mark_shipped
from service.gifting.incidents import Outcome, settle_piece
from service.gifting.models import Incident, RecipientGift
from service.gifting.open import open_gift
from service.gifting.report_problem import report_broken
from service.gifting.reserve import launch_gifts
from service.gifting.settle import settle_decided
from service.workspaces.actor import Actor, system
from service.workspaces.models import User
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
OVER = AT + timedelta(hours=25)
CLOSING = datetime(2026, 12, 2, 9, tzinfo=AT.tzinfo)
RATES = {"EUR": {"wrap": 150, "shipping": 690}, "CZK": {"wrap": 3700, "shipping": 17_300}}


@dataclass
class World:
    owner: User
    gifts: dict[str, str]
    """What became of it and its currency, such as `returned EUR`, -> the gift's id."""


def new_rate(cost: Any, **said: Any) -> NewRate:
    usual = {
        "origin": "",
        "destination": "",
        "tariff": "",
        "amount_minor": 0,
        "share_ppm": 0,
        "currency": "",
        "source": "quote",
    }
    return NewRate(cost=cost, **usual | {"valid_from": date(2020, 1, 1)} | said)


def begin(session: Session) -> User:
    """An owner, rates for wrapping and delivery in two currencies, and 21 percent of VAT in every price."""
    owner = make_user(session, make_workspace(session).id, "owner")
    rates = [
        new_rate(cost, amount_minor=minor, currency=currency, tariff=currency)
        for currency, costs in RATES.items()
        for cost, minor in costs.items()
    ]
    enter_rates(session, [*rates, new_rate("input_vat", share_ppm=210_000)], system(owner.workspace_id), AT)
    return owner


def spend(
    session: Session, owner: User, prices: Iterable[int], currency: str, endings: Iterable[str]
) -> dict[str, str]:
    """One campaign with a gift for each price, all set out from Germany to Czechia, and answered as `endings` say."""
    campaign = make_campaign(
        session, owner.workspace_id, status="running", currency=currency, budget_minor=90_000_000,
        band_min_minor=1, band_max_minor=9_000_000, expires_at=AT.replace(year=2027),
    )  # fmt: skip
    made: dict[str, str] = {}
    for number, (price, ending) in enumerate(zip(prices, endings, strict=True)):
        person = make_recipient(session, make_account(session, owner.workspace_id, f"Company {campaign.id} {number}"))
        join(session, campaign, person, number + 2)
        product = make_product(
            session, owner.workspace_id, f"Gift {number}", price_minor=price, currency=currency, stock=5,
            origin="DE", delivered="prepaid", tariff=currency,
        )  # fmt: skip
        gift = make_gift(session, campaign, person, product)
        for name, value in cost_columns(session, gift, product).items():
            setattr(gift, name, value)
        made[f"{ending} {currency}"] = gift.id
    session.flush()
    assert launch_gifts(session, campaign, list(made.values()), 1, AT).missing == ()
    for key, gift_id in made.items():
        gift = session.get_one(RecipientGift, gift_id)
        if not key.startswith("waiting"):
            open_gift(session, gift, AT)
        if key.startswith("donated"):
            donate_gift(session, gift, "rivers", AT)
        elif key.startswith("declined"):
            decline_gift(session, gift, None, AT)
        elif not key.startswith("waiting"):
            accept_gift(session, gift, AT)
            give_address(session, gift, ADDRESS, AT)
    return made


def finish(gifts: Iterable[tuple[str, str]], at: datetime = OVER) -> None:
    """What becomes of the orders, by the real acts: each ending that is known here, each step in a transaction of its own."""
    for key, gift_id in gifts:
        for act in ENDS.get(key.split()[0], ()):
            with transaction() as session:
                gift = session.get_one(RecipientGift, gift_id)
                act(session, gift, system(gift.workspace_id), at)


def _settle(session: Session, gift: RecipientGift, outcome: Outcome, at: datetime) -> None:
    incident = session.scalars(select(Incident).where(Incident.gift_id == gift.id, Incident.piece == "open")).one()
    settle_piece(session, incident, outcome, system(gift.workspace_id), at)


ENDINGS = ("ordered", "donated", "returned", "waiting")
Act = Callable[[Session, RecipientGift, Actor, datetime], object]
ENDS: Mapping[str, Sequence[Act]] = {
    "returned": (mark_shipped, mark_returned),
    "lost": (mark_shipped, mark_lost),
    "delivered": (mark_shipped, mark_delivered),
    "broken": (mark_shipped, lambda session, gift, _, at: report_broken(session, gift, "none", at)),
    "replaced": (mark_shipped, lambda session, gift, _, at: report_broken(session, gift, "another", at)),
    "shelved": (mark_failed, lambda session, gift, _, at: _settle(session, gift, "shelf", at)),
    "written-off": (mark_failed, lambda session, gift, _, at: _settle(session, gift, "written_off", at)),
}
EVERY = (*ENDINGS, "declined", *sorted(ENDS.keys() - {"returned"}))


def make_world() -> World:
    """Of 44.00 EUR and 990.00 CZK each: one ordered, one donated, one sent that came back, one that waits."""
    with transaction() as session:
        owner, gifts = begin(session), dict[str, str]()
        for currency, price in (("EUR", 4400), ("CZK", 99_000)):
            gifts |= spend(session, owner, [price] * 4, currency, ENDINGS)
    settle_decided(OVER)
    finish(gifts.items())
    return World(owner, gifts)


def random_gifts(session: Session, owner: User, chance: Random) -> dict[str, str]:
    """A campaign of up to four gifts, each with another ending."""
    endings = chance.sample(EVERY, chance.randint(1, 4))
    return spend(session, owner, [chance.randint(1, 90_000) for _ in endings], chance.choice(("EUR", "CZK")), endings)


def by_ledger(session: Session, workspace_id: str) -> dict[str, int]:
    """Currency -> minor units, by a query of its own: spent less what came back."""
    rows = session.execute(
        text(
            "SELECT currency, SUM(CASE kind WHEN 'captured' THEN amount_minor WHEN 'refunded' THEN -amount_minor ELSE 0 END) "
            "FROM money_entry WHERE workspace_id = :workspace GROUP BY currency"
        ),
        {"workspace": workspace_id},
    )
    return {currency: int(minor) for currency, minor in rows}


def by_file(data: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """((currency -> minor units on every account but the budget), currency -> the same of the budget), as a reader sums them."""
    spent, budget = Counter[str](), Counter[str]()
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
        minor = int((Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)) * 100)
        (budget if row["account"] == "gift budget" else spent)[row["currency"]] += minor
    return dict(spent), dict(budget)
