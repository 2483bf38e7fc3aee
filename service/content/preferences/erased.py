"""Where an erasure ends: counted before, carried out, told afterwards; nothing of the person is left to tell it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from renderers.context import Brand
from renderers.microsite.own.erased import ErasedPage, erased_page
from service.campaigns.models import Campaign
from service.config import settings
from service.content.erase import erase_person
from service.content.models import RenditionRow
from service.content.stories.giver import giver_of
from service.errors import InvalidInput, LinkClosed
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS
from service.recipients.afterwards.models import MeetingAnswer, Rating, ThankYou
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.recipients.models import DeliveryAddress, ProfileFact, Question, TextNumber
from service.recipients.numbers.models import NumberCheck

ACT = "erase_me"
"""What the button says."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What there was and is no more; `number` is the row's id that stays."""

    locale: str
    brand: Brand
    at: datetime
    gone: Mapping[str, int]
    kept_gifts: int
    number: str

    def page(self) -> bytes:
        """The page's HTML. It is drawn after the erasure has been committed: nothing that fails here brings a value back."""
        return erased_page(
            ErasedPage(self.locale, self.brand, self.at, self.gone, self.kept_gifts, self.number, settings().mail_from)
        )


def erase_all(
    session: Session, gift: RecipientGift, form: Mapping[str, str], at: datetime, locale: str | None
) -> Erased:
    """Erases the gift's person. `locale`: the language of this look, None for the person's own. Raises InvalidInput where the box
    is not ticked, LinkClosed where they were erased before."""
    if form.get("confirm") != "yes":
        raise InvalidInput("Tick the box to confirm.", param="confirm")
    person = lock_person(session, gift.recipient_id)
    brand, read_in = (
        giver_of(session, session.get_one(Campaign, gift.campaign_id), person.id)[1],
        locale or person.locale,
    )
    gone = _counted(session, person.id)
    gifts = _number(session, RecipientGift.id, RecipientGift.recipient_id == person.id)
    if not erase_person(session, person, at):
        raise LinkClosed()
    return Erased(read_in, brand, at, gone, gifts, person.id)


def _counted(session: Session, person_id: str) -> Mapping[str, int]:
    own = select(RecipientGift.id).where(RecipientGift.recipient_id == person_id)
    stopped = RecipientGift.status.in_(TRANSITIONS["cancel"].sources)
    return {
        "facts": _number(session, ProfileFact.id, ProfileFact.recipient_id == person_id),
        "answers": _number(session, Question.id, Question.recipient_id == person_id),
        "gifts": _number(session, RecipientGift.id, (RecipientGift.recipient_id == person_id) & stopped),
        "files": _number(session, RenditionRow.id, RenditionRow.gift_id.in_(own)),
        "addresses": _number(
            session, DeliveryAddress.id, (DeliveryAddress.recipient_id == person_id) & DeliveryAddress.body.is_not(None)
        ),
        "letters": _number(session, Letter.id, Letter.recipient_id == person_id),
        "said": _number(session, Rating.id, Rating.recipient_id == person_id)
        + _number(session, ThankYou.gift_id, ThankYou.recipient_id == person_id)
        + _number(session, MeetingAnswer.gift_id, MeetingAnswer.recipient_id == person_id),
        "numbers": _number(session, TextNumber.recipient_id, TextNumber.recipient_id == person_id)
        + _number(session, NumberCheck.id, (NumberCheck.recipient_id == person_id) & NumberCheck.number.is_not(None)),
    }


def _number(session: Session, column: object, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(where)) or 0  # type: ignore[arg-type]  # a column of any type
