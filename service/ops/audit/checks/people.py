"""What is kept about people and sent to them: nothing of the erased, nothing to who wants nothing, an address for every order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.contact.rules import SAFETY
from service.content.models import FilmEvent, FilmPreview, RenditionRow, StatementVersion
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.jobs.models import WANTED, Job
from service.ops.audit.defect import Defect
from service.outreach.models import MailMessage
from service.recipients.afterwards.models import MeetingAnswer, Rating, ThankYou
from service.recipients.letters.models import Letter
from service.recipients.models import DeliveryAddress, DietarySaying, ProfileFact, Question, Recipient, RecipientTag
from service.recipients.postal.models import MailedCode
from service.recipients.special.conditions import is_unstated
from service.recipients.special.models import SpecialRead
from service.recipients.unsubscribe import LET_GO

_OF_PERSON: Final = (
    ProfileFact,
    DietarySaying,
    Question,
    RecipientTag,
    Letter,
    Rating,
    ThankYou,
    MeetingAnswer,
    SpecialRead,
    MailedCode,
)
"""Tables of whose rows an erasure leaves none."""


def compare_people(session: Session) -> Iterator[Defect]:
    """Everything that is there and should not be, or should be and is not."""
    yield from _erased(session)
    yield from _written_to(session)
    yield from _unstated(session)
    unplaced = select(RecipientGift.id).where(
        RecipientGift.status == "ordered",
        ~exists().where(DeliveryAddress.gift_id == RecipientGift.id, DeliveryAddress.body.is_not(None)),
        ~exists().where(Product.id == RecipientGift.product_id, Product.delivered == "email"),
        ~exists().where(Recipient.id == RecipientGift.recipient_id, Recipient.erased_at.is_not(None)),
    )
    for gift_id in session.scalars(unplaced.order_by(RecipientGift.id)):
        yield Defect("people", gift_id, f"Gift {gift_id}: it is ordered, and there is no address to send it to.")

    unasked = select(DeliveryAddress.gift_id).where(
        DeliveryAddress.body.is_not(None),
        ~exists().where(GiftEvent.gift_id == DeliveryAddress.gift_id, GiftEvent.kind == EventKind.ADDRESS_CONFIRMED),
    )
    for gift_id in session.scalars(unasked.order_by(DeliveryAddress.gift_id)):
        yield Defect("people", gift_id, f"Gift {gift_id}: it has an address that its history doesn’t mention.")

    strange = (
        select(DeliveryAddress.gift_id)
        .join(RecipientGift, RecipientGift.id == DeliveryAddress.gift_id)
        .where(DeliveryAddress.recipient_id != RecipientGift.recipient_id)
    )
    for gift_id in session.scalars(strange.order_by(DeliveryAddress.gift_id)):
        yield Defect("people", gift_id, f"Gift {gift_id}: its address belongs to someone else.")


def _erased(session: Session) -> Iterator[Defect]:
    """Values are looked for without being decrypted."""
    kept = (
        Recipient.email,
        Recipient.given_name,
        Recipient.family_name,
        Recipient.job_title,
        Recipient.city,
        Recipient.owner,
    )
    named = select(Recipient.id).where(
        Recipient.erased_at.is_not(None), or_(*(column.is_not(None) for column in kept), _has_rows())
    )
    for recipient_id in session.scalars(named.order_by(Recipient.id)):
        yield Defect("people", recipient_id, f"Person {recipient_id}: erased, but some of their data is still stored.")
    nameless = select(Recipient.id).where(Recipient.erased_at.is_(None), Recipient.email.is_(None))
    for recipient_id in session.scalars(nameless.order_by(Recipient.id)):
        yield Defect("people", recipient_id, f"Person {recipient_id}: not erased, but without an email address.")
    subscribed = select(Recipient.id).where(Recipient.erased_at.is_not(None), Recipient.unsubscribed_at.is_(None))
    for recipient_id in session.scalars(subscribed.order_by(Recipient.id)):
        yield Defect("people", recipient_id, f"Person {recipient_id}: erased, but still on the list.")
    for gift_id in session.scalars(_drawn_for_erased()):
        yield Defect(
            "people", gift_id, f"Gift {gift_id}: the recipient was erased, but what was made for them is still stored."
        )


def _unstated(session: Session) -> Iterator[Defect]:
    """Facts about food whose condition nobody stated, and whose person wasn't asked since."""
    counted = select(ProfileFact.recipient_id, func.count()).where(is_unstated()).group_by(ProfileFact.recipient_id)
    for recipient_id, number in session.execute(counted.order_by(ProfileFact.recipient_id)):
        facts = "1 fact" if number == 1 else f"{number} facts"
        yield Defect(
            "people",
            recipient_id,
            f"Person {recipient_id}: {facts} about their food without a stated condition; the sweeper asks them again.",
        )


def _has_rows() -> ColumnElement[bool]:
    of_person = [exists().where(table.recipient_id == Recipient.id) for table in _OF_PERSON]
    address = exists().where(DeliveryAddress.recipient_id == Recipient.id, DeliveryAddress.body.is_not(None))
    return or_(*of_person, address)


def _drawn_for_erased() -> Select[str]:
    shredding = exists().where(Job.kind == "content.shred", Job.subject_id == RecipientGift.id, Job.state.in_(WANTED))
    tables = (RenditionRow, StatementVersion, FilmPreview, FilmEvent)
    drawn = [exists().where(table.gift_id == RecipientGift.id) for table in tables]
    return (
        select(RecipientGift.id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(Recipient.erased_at.is_not(None), or_(*drawn), ~shredding)
        .order_by(RecipientGift.id)
    )


def _written_to(session: Session) -> Iterator[Defect]:
    unwanted = or_(
        Recipient.erased_at.is_not(None),
        Recipient.unsubscribed_at.is_not(None) & MailMessage.kind.not_in(SAFETY),
    )
    letting_go = exists().where(Job.kind == LET_GO, Job.subject_id == MailMessage.recipient_id, Job.state.in_(WANTED))
    waiting = (
        select(MailMessage.id, MailMessage.state)
        .join(Recipient, Recipient.id == MailMessage.recipient_id)
        .where(MailMessage.state == "queued", unwanted, ~letting_go)
        .order_by(MailMessage.id)
    )
    for message_id, state in session.execute(waiting):
        yield Defect("people", message_id, f"Mail {message_id} is {state} for someone who must not be contacted.")
    other = (
        select(MailMessage.id)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .where(MailMessage.recipient_id != RecipientGift.recipient_id)
        .order_by(MailMessage.id)
    )
    for message_id in session.scalars(other):
        yield Defect(
            "people", message_id, f"Mail {message_id} is addressed to someone other than the gift’s recipient."
        )
    sending = exists().where(Job.kind == "outreach.send", Job.subject_id == MailMessage.id, Job.state.in_(WANTED))
    forgotten = select(MailMessage.id).where(MailMessage.state == "queued", ~sending).order_by(MailMessage.id)
    for message_id in session.scalars(forgotten):
        yield Defect("people", message_id, f"Mail {message_id} is queued, and no job will send it.")
