"""Who of the invented people does something in this step of the clock, and does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.app.rehearsal.invented.browser import Reader
from service.app.rehearsal.invented.habits import Person, person_of
from service.campaigns.models import CampaignRecipient
from service.contact.models import Contact
from service.content.links import links_of
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.planning.rehearsal.models import Rehearsal
from service.recipients.models import Recipient

_POSTCODES: Final[Mapping[str, str]] = {
    "AT": "1010", "BE": "1000", "CH": "8001", "CZ": "110 00", "DE": "10115", "DK": "1050", "ES": "28001", "FI": "00100",
    "FR": "75001", "GB": "EC1A 1BB", "GR": "105 57", "IS": "101", "IT": "00118", "JP": "100-0001", "KZ": "010000",
    "MD": "2001", "NL": "1012 AB", "NO": "0150", "PL": "00-001", "PT": "1100-001", "RO": "010011", "RU": "101000",
    "SE": "111 20", "SK": "811 01", "US": "10001",
}  # fmt: skip
_LIVE: Final = ("notified", "opened")
_ARRIVED: Final = ("sent", "shown")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody who could do something: their gift, and when they were written to."""

    number: int
    gift: RecipientGift
    person: Recipient
    written_at: datetime | None
    asked_at: datetime | None


def act_until(rehearsal: Rehearsal, until: datetime, step: timedelta) -> None:
    """Everybody whose time has come by now does what they do: in the order of the list, so that equal numbers end alike."""
    with reading() as session:
        turns = _turns(session, rehearsal)
    days_open = (rehearsal.plays_until - rehearsal.starts_at) / timedelta(days=1)
    for turn in turns:
        does = person_of(rehearsal.habits, rehearsal.seed, turn.number, days_open)
        _take_turn(turn, does, _Grid(rehearsal.starts_at, step), until)


class _Grid:
    """Moments in whole steps of the clock: what happens within one takes some machines more seconds than others."""

    def __init__(self, starts: datetime, step: timedelta) -> None:
        self._starts, self._step = starts, step

    def after(self, at: datetime) -> datetime:
        """When the step ends in which it is `at`: whoever was written to in it can act from there on."""
        return self._starts + self._step * ((at - self._starts) // self._step + 1)

    def is_now(self, at: datetime, until: datetime) -> bool:
        """Whether it lies in the step that ends `until`."""
        return until - self._step < at <= until


def _take_turn(turn: Turn, does: Person, grid: _Grid, until: datetime) -> None:
    if turn.gift.product_id is None:
        if turn.asked_at is None or not does.says_what_they_eat:
            return
        if grid.is_now(grid.after(turn.asked_at) + does.says_after, until):
            reader = _reader(turn)
            reader.open()
            reader.press("answer", question="diet", answer="everything")
        return
    if turn.written_at is None or not does.opens:
        return
    opens = grid.after(turn.written_at) + does.opens_after
    if grid.is_now(opens, until):
        _open(turn, does)
    if does.answers and opens + does.thinks_for <= until:
        _answer(turn, does)


def _open(turn: Turn, does: Person) -> None:
    reader = _reader(turn)
    reader.open()
    if not (does.looks or does.swaps):
        return
    offers = reader.other_gifts()
    if does.swaps and offers:
        reader.press("swap", product=offers[int(does.choice * len(offers))])


def _answer(turn: Turn, does: Person) -> None:
    reader = _reader(turn)
    if does.declines and not _has_swapped(turn.gift.id):
        reader.press("decline")
    elif does.donates and (charities := reader.charities()):
        reader.press("donate", charity=charities[int(does.charity * len(charities))])
    else:
        reader.press("accept")
        reader.press("address", **_address(turn.person))


def _has_swapped(gift_id: str) -> bool:
    """Asked again: it may have been in this very step."""
    with reading() as session:
        return session.get_one(RecipientGift, gift_id).is_swapped


def _address(person: Recipient) -> dict[str, str]:
    """Nobody lives there."""
    return {
        "name": f"{person.given_name or ''} {person.family_name or ''}".strip() or "Made Up",
        "street": "Example Street 1",
        "postcode": _POSTCODES.get(person.country, ""),
        "city": person.city or "Exampleton",
    }


def _reader(turn: Turn) -> Reader:
    return Reader(turn.gift.id, links_of(turn.gift).personal)


def _turns(session: Session, rehearsal: Rehearsal) -> Sequence[Turn]:
    """Everybody who can still do something, in the order of the list."""
    written = _arrived("invitation")
    asked = _arrived("question")
    rows: Any = session.execute(
        select(CampaignRecipient.row_number, RecipientGift, Recipient, written.c.at, asked.c.at)
        .join(RecipientGift, (RecipientGift.recipient_id == CampaignRecipient.recipient_id)
              & (RecipientGift.campaign_id == CampaignRecipient.campaign_id))
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .outerjoin(written, written.c.gift_id == RecipientGift.id)
        .outerjoin(asked, asked.c.gift_id == RecipientGift.id)
        .where(
            CampaignRecipient.campaign_id == rehearsal.campaign_id,
            RecipientGift.status.in_(_LIVE) | (RecipientGift.product_id.is_(None) & asked.c.at.is_not(None)),
        )
        .order_by(CampaignRecipient.row_number)
    )  # fmt: skip
    return [Turn(*row) for row in rows]


def _arrived(kind: str) -> Any:
    return (
        select(MailMessage.gift_id, func.min(func.coalesce(Contact.at, MailMessage.created_at)).label("at"))
        .outerjoin(Contact, Contact.message_id == MailMessage.id)
        .where(MailMessage.kind == kind, MailMessage.state.in_(_ARRIVED))
        .group_by(MailMessage.gift_id)
        .subquery()
    )
