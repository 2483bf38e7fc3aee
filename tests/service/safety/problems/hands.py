"""Somebody who holds what arrived, and a browser that came by their link."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.address import give_address
from service.gifting.models import Incident, Parcel, RecipientGift
from service.gifting.money_row import MoneyEntry
from tests.console import console_app
from tests.service.content.reading import link, nonce_on
from tests.service.gifting.stopping import ADDRESS
from tests.service.safety.recalled import Hands, gift, in_hands


def in_their_hands(*states: str, **product: object) -> Hands:
    """The product delivered, and in the other states named; whoever has it gave an address, and its batch was typed."""
    hands = in_hands(*(states or ("delivered",)), locale="en", **product)
    with transaction() as session:
        for state, gift_id in hands.gifts.items():
            row = session.get_one(RecipientGift, gift_id)
            if state in {"accepted", "ordered", "shipped", "delivered"}:
                if state in {"accepted", "ordered"}:
                    give_address(session, row, ADDRESS, utc_now())
                if state in {"shipped", "delivered"}:
                    session.add(
                        Parcel(
                            gift_id=row.id, workspace_id=row.workspace_id, product_id=hands.product_id, batch="L 2041",
                            packed_at=utc_now(),
                        )
                    )  # fmt: skip
    return hands


def reader(hands: Hands, state: str = "delivered") -> FlaskClient:
    client = console_app().test_client()
    assert client.get(link(gift(hands, state))).status_code == 303
    return client


def say(hands: Hands, act: str, state: str = "delivered", client: FlaskClient | None = None) -> TestResponse:
    """One press on the page, which was opened before."""
    path = f"/gift/{hands.gifts[state]}/problem"
    client = client or reader(hands, state)
    return client.post(path, data={"nonce": nonce_on(client.get(path).text), "act": act})


def reports() -> list[tuple[str, str, str | None, str | None]]:
    """(kind, piece, batch, remedy) of every report, the oldest first."""
    with reading() as session:
        rows = session.scalars(
            select(Incident)
            .where(Incident.kind.in_(("broken", "wrong", "ill")))
            .order_by(Incident.opened_at, Incident.id)
        )
        return [(row.kind, row.piece, row.batch, row.remedy) for row in rows]


def ledger(gift_id: str) -> list[tuple[str, int]]:
    with reading() as session:
        rows = session.scalars(select(MoneyEntry).where(MoneyEntry.gift_id == gift_id).order_by(MoneyEntry.id))
        return [(row.kind, row.amount_minor) for row in rows]


def pieces(hands: Hands) -> int:
    with reading() as session:
        return session.get_one(Product, hands.product_id).stock
