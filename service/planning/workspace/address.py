"""A person's mail address is corrected: it came back, or belongs to somebody else. They stay who they are, with all they told us.

What went to the old address must open nothing any more: every gift that waits for their answer gets a new link, and mails go to the
new address from then on. The old one is written to no more than before: what came back stays so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import people_of
from service.campaigns.transitions import allows
from service.contact.suppressed import is_suppressed, standing
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.find import may_answer
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.renew_link import forget_link, renew_link
from service.gifting.transitions import ANSWERABLE
from service.outreach.models import MailMessage
from service.outreach.sending.send_again import AGAIN, queue_again
from service.planning.launch.figures import FiguresChanged
from service.planning.people.lists.cells.read_cells import read_email
from service.planning.running.stated import read_basis
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.search.keep import index_people
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from service.security.encryption import address_hash
from service.sheets.refusals import CellError
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

FIELDS: Final = ("email", "basis", "source")
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class OpenGifts:
    """The person's gifts that wait for an answer. `renewed` get a new link and a mail, `asked` their question once more; `kept` are
    those of campaigns that send nothing any more. `minor`: what is set aside for all of them, by currency, unchanged."""

    renewed: tuple[RecipientGift, ...]
    asked: tuple[RecipientGift, ...]
    kept: tuple[RecipientGift, ...]
    minor: Mapping[str, int]
    stamp: str

    @property
    def opened(self) -> int:
        """How many of them somebody has opened already."""
        return sum(gift.opened_at is not None for gift in (*self.renewed, *self.asked))


def open_gifts(session: Session, person: Recipient, at: datetime) -> OpenGifts:
    """What a correction would concern now."""
    gifts = session.scalars(
        select(RecipientGift)
        .where(
            RecipientGift.recipient_id == person.id,
            RecipientGift.status.in_(ANSWERABLE),
        )
        .order_by(RecipientGift.id)
        .execution_options(populate_existing=True)
    ).all()
    renewed: list[RecipientGift] = []
    asked: list[RecipientGift] = []
    kept: list[RecipientGift] = []
    minor: dict[str, int] = {}
    for gift in gifts:
        campaign = session.get_one(Campaign, gift.campaign_id)
        if not may_answer(campaign, gift, at):
            continue
        if gift.is_reserved:
            minor[gift.currency] = minor.get(gift.currency, 0) + gift.cost_minor
        if not allows(campaign.status, "send_link"):
            kept.append(gift)
        else:
            (asked if gift.product_id is None else renewed).append(gift)
    told = [person.email_hash, *(f"{gift.id} {gift.status} {gift.product_id} {gift.link_version}" for gift in gifts)]
    stamp = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    return OpenGifts(tuple(renewed), tuple(asked), tuple(kept), minor, stamp)


def find_correctable(session: Session, actor: Actor, recipient_id: str) -> Recipient:
    """Raises NotFound for somebody the actor does not see, or who was erased, Conflict where it is theirs to say."""
    person = session.scalar(
        select(Recipient).where(Recipient.id == recipient_id, Recipient.erased_at.is_(None), people_of(actor))
    )
    if person is None:
        raise NotFound("There’s no such person in this workspace.")
    _require_theirs(session, person)
    return person


def correct_address(
    session: Session, recipient_id: str, typed: Mapping[str, str], seen: str, actor: Actor, at: datetime
) -> OpenGifts:
    """Writes the new address down, and why they may be written to there; answers what was done with their gifts.

    Raises NotFound and Conflict as `find_correctable` does; InvalidInput for what was typed; FiguresChanged where an answer or
    another correction came since the page was opened (`seen`).
    """
    find_correctable(session, actor, recipient_id)
    email = _read(typed.get("email", ""))
    recipient = lock_person(session, recipient_id)
    if recipient.erased_at is not None:
        raise NotFound("There’s no such person in this workspace.")
    _require_theirs(session, recipient)
    _require_free(session, recipient, address_hash(email))
    said = read_basis(
        session, recipient.workspace_id, recipient.country, typed, "Ask them first, then correct the address."
    )
    found = open_gifts(session, recipient, at)
    if found.stamp != seen:
        raise FiguresChanged("Something about this person has changed since you opened this page. Nothing was done.")
    recipient.email = email
    recipient.email_hash = address_hash(email)
    _write(session)
    statement = Statement(*said, said_by=actor.user_id)
    statement_id = keep_statement(session, recipient.workspace_id, statement, at)
    keep_sources(session, statement_id, statement, [(recipient, None, ())], at)
    index_people(session, [recipient])
    body = {"basis": recipient.basis, "renewed": len(found.renewed), "asked": len(found.asked), "kept": len(found.kept)}
    record_act(session, actor, "recipient.address_corrected", at, subject_id=recipient.id, body=body)
    for gift in found.renewed:
        gift.delivery_status = "unsent"
        renew_link(session, gift, actor, at)
    for gift in found.asked:
        lock_gift(session, gift)
        forget_link(gift)
        _ask_again(session, gift)
    return found


def _read(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidInput(f"An address has at most {LONGEST} characters.", param="email")
    try:
        return read_email(text)
    except CellError as wrong:
        hint = f" Did you mean “{wrong.suggestion}”?" if wrong.suggestion else ""
        raise InvalidInput(f"{wrong.sentence}{hint}", param="email") from None


def _require_theirs(session: Session, person: Recipient) -> None:
    """Whoever wants no mail from here takes that back by themselves, and not by a new address that we find for them."""
    stands = standing(session, person.workspace_id, person.email_hash)
    if person.unsubscribed_at is not None or (stands is not None and stands.reason == "complained"):
        raise Conflict(
            "They want no more email from you, so a new address changes nothing. Only they can take that back."
        )


def _require_free(session: Session, person: Recipient, email_hash: str) -> None:
    if email_hash == person.email_hash:
        raise InvalidInput("This is the address we have. Enter the new one.", param="email")
    other = session.scalar(
        select(Recipient).where(Recipient.workspace_id == person.workspace_id, Recipient.email_hash == email_hash)
    )
    if other is not None and other.unsubscribed_at is not None:
        raise InvalidInput("Whoever has this address wants no more gifts, so we can’t write there.", param="email")
    if other is not None:
        raise InvalidInput(
            "Someone else in this workspace has this address. Two people can’t share one: ask which of them it belongs to.",
            param="email",
        )
    if is_suppressed(session, person.workspace_id, email_hash):
        raise InvalidInput(
            "Email to this address bounced before, so we don’t write there. Enter another.", param="email"
        )


def _write(session: Session) -> None:
    """Raises InvalidInput where somebody else was given this address since we looked."""
    try:
        session.flush()
    except IntegrityError:
        raise InvalidInput("Someone else was given this address just now. Look at it again.", param="email") from None


def _ask_again(session: Session, gift: RecipientGift) -> None:
    """A question that came back is asked once more, at the new address; one that waits to leave goes there anyway."""
    for message in session.scalars(
        select(MailMessage)
        .where(MailMessage.gift_id == gift.id, MailMessage.kind == "question", MailMessage.state.in_(AGAIN))
        .order_by(MailMessage.id)
        .with_for_update()
    ).all():
        queue_again(session, message)
