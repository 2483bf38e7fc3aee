"""A workspace with a history: people who keep tea and exchange chess for it, or the other way round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.models import Recipient
from tests.factories import AT, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace

NOW: Final = AT + timedelta(days=30)


class History:
    """Products `tea` and `chess`, and people whose gifts were launched at `AT`."""

    def __init__(self, session: Session, workspace_id: str | None = None) -> None:
        self.session = session
        self.workspace_id = workspace_id or make_workspace(session).id
        self.campaign = make_campaign(session, self.workspace_id, status="running")
        self.tea = make_product(session, self.workspace_id, "Tea", category="tea", interests=["tea"])
        self.chess = make_product(session, self.workspace_id, "Chess", category="games", interests=["chess"])
        self.people: list[Recipient] = []

    def gift(self, product: Product, country: str = "CZ") -> RecipientGift:
        """Somebody new, who was sent `product`."""
        number = len(self.people)
        account = make_account(self.session, self.workspace_id, f"Company {number}")
        self.people.append(make_recipient(self.session, account, country=country))
        return make_gift(
            self.session, self.campaign, self.people[-1], product, status="opened", launched_at=AT, is_reserved=True
        )

    def note(self, gift: RecipientGift, kind: str, at: datetime, **body: object) -> GiftEvent:
        """One line of the gift's history."""
        event = GiftEvent(
            workspace_id=self.workspace_id, campaign_id=self.campaign.id, gift_id=gift.id, kind=f"gift.{kind}",
            body=body, at=at,
        )  # fmt: skip
        self.session.add(event)
        self.session.flush()
        return event

    def keep(self, product: Product, minutes: int = 1, country: str = "CZ") -> RecipientGift:
        """Somebody new keeps what they were sent."""
        gift = self.gift(product, country)
        self.note(gift, "accepted", AT + timedelta(minutes=minutes), product_id=product.id)
        return gift

    def swap(self, away: Product, to: Product, minutes: int = 1, country: str = "CZ") -> RecipientGift:
        """Somebody new exchanges what they were sent, and keeps the other."""
        gift, at = self.gift(away, country), AT + timedelta(minutes=minutes)
        self.note(gift, "swapped", at, product_id=to.id, from_product_id=away.id)
        self.note(gift, "accepted", at + timedelta(seconds=30), product_id=to.id)
        return gift

    def many(self, rounds: int, country: str = "CZ") -> None:
        """Again and again: two keep tea, two exchange chess for tea, one keeps chess, and every other time one exchanges tea."""
        for number in range(rounds):
            at = 10 * number
            self.keep(self.tea, at + 1, country)
            self.keep(self.tea, at + 2, country)
            self.swap(self.chess, self.tea, at + 3, country)
            self.swap(self.chess, self.tea, at + 4, country)
            self.keep(self.chess, at + 5, country)
            if number % 2:
                self.swap(self.tea, self.chess, at + 6, country)
