"""Ways round mail, for whoever never got it: a printed card, and the message itself to be sent from a colleague's own mailbox.

Both give somebody's own link out of the house, so each is a press with a reason, asked of `may_write_at` and in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.language.names import masthead_name
from renderers.mail.after_yes.welcome import NUMBERS, Number
from renderers.statement.card.context import Card, Edition, Told
from service.campaigns.models import Campaign
from service.campaigns.transitions import PAUSED
from service.config import settings
from service.contact.caps import note_contact
from service.contact.may_write import Never, may_write_at
from service.contact.rules import Purpose
from service.contact.suppressed import standing
from service.contact.wishes.terms import Channel
from service.content.stories.checked import checked_of
from service.content.stories.giver import giver_of
from service.content.stories.story import person_of
from service.errors import Conflict, InvalidInput
from service.gifting.find import answers_until, campaign_of
from service.gifting.models import RecipientGift
from service.outreach.by_hand.codes import code_link, give_code, typed_at
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.share_link import REASONS
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox

_CARD: Final = "card"
_WELCOME: Final = "welcome"
EDITIONS: Final[Mapping[Edition, str]] = {"trimmed": "For the office printer", "bleed": "For a print shop, with bleed"}
REFUSED: Final[Mapping[Never, str]] = {
    "unsubscribed": "They want no more gifts, so nobody may write to them.",
    "erased": "They asked to be erased, so nobody may write to them.",
    "channel": "They chose another way to be reached, so this one isn’t open.",
    "topic": "They want no invitations, so nobody may write to them.",
    "suppressed": "They reported an email of yours as spam, so nobody may write to them.",
    "no_basis": "Their country asks for consent before any email, and we know of none. You can print a card instead.",
    "no_address": "We have no email address for them. You can print a card instead.",
    "held_out": "They’re held out of an experiment, so nobody writes to them.",
}


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    """What a colleague copies into their own mailbox; `to` is the person's address."""

    to: str
    subject: str
    text: str


def make_card(session: Session, gift: RecipientGift, edition: str, actor: Actor, at: datetime) -> Card:
    """What the gift's card is drawn from; from now on its code opens the page. Raises InvalidInput for another edition, Conflict
    where the person may not be reached by a card."""
    if edition not in EDITIONS:
        raise InvalidInput("Choose how it’s printed.", param="edition")
    person = lock_person(session, gift.recipient_id)
    session.refresh(gift)
    _require_allowed(session, person, gift, _CARD, at)
    _note(session, gift, f"card:{gift.id}:{gift.link_version}", {"reason": _CARD, "edition": edition}, actor, at)
    return _card(session, person, gift, edition, at)


def first_message_to_bring(session: Session, gift: RecipientGift, at: datetime) -> MailMessage | None:
    """The newest of the first messages that did not leave since its person chose a card or a link, and that nobody has brought yet;
    None where there is none, or it may not be brought any more."""
    newest = (
        select(MailMessage)
        .where(MailMessage.gift_id == gift.id, MailMessage.kind == _WELCOME)
        .order_by(MailMessage.created_at.desc(), MailMessage.id.desc())
        .limit(1)
    )
    message = session.scalar(newest)
    if message is None or message.error_code != "channel" or message.handed_over_at is not None:
        return None
    person = session.get_one(Recipient, gift.recipient_id)
    answer = may_write_at(session, person, at, _WELCOME, gift, message.id, by=_CARD)
    return message if answer.never is None and answer.later not in {"asked_pause", "quiet"} else None


def make_first_card(session: Session, gift: RecipientGift, edition: str, actor: Actor, at: datetime) -> Card:
    """The same card with what the first message says, once for each of them; it counts as that message. Raises InvalidInput for
    another edition, Conflict where there is none to bring or the person may not be reached by a card."""
    if edition not in EDITIONS:
        raise InvalidInput("Choose how it’s printed.", param="edition")
    person = lock_person(session, gift.recipient_id)
    session.refresh(gift)
    message = first_message_to_bring(session, gift, at)
    if message is None or is_sandbox(session, person.workspace_id):
        raise Conflict("There’s no first message to bring them at the moment.")
    if campaign_of(session, gift).status == PAUSED:
        raise Conflict("The campaign is paused.")
    message.handed_over_at = at
    body = {"reason": _CARD, "edition": edition, "message_id": message.id}
    _note(session, gift, message.id, body, actor, at, _WELCOME)
    number = NUMBERS.index(cast(Number, message.about_id)) + 1
    return replace(_card(session, person, gift, edition, at), told=cast(Told, f"{_WELCOME}_{number}"))


def _card(session: Session, person: Recipient, gift: RecipientGift, edition: str, at: datetime) -> Card:
    campaign = campaign_of(session, gift)
    sender, brand = giver_of(session, campaign, person.id)
    code = give_code(session, gift, at)
    return Card(
        locale=person.locale,
        brand=brand.name,
        name=masthead_name(person_of(person, session.get_one(Account, gift.account_id))),
        giver=sender.name,
        company=sender.company,
        street=sender.street,
        city=sender.city,
        link=code_link(code),
        typed=typed_at(),
        code=code,
        open_until=answers_until(campaign, gift),
        help=settings().mail_from,
        edition=cast(Edition, edition),
        check=checked_of(session, campaign, gift).line,
    )


def make_message(session: Session, gift: RecipientGift, reason: str, actor: Actor, at: datetime) -> ReadyMessage:
    """The gift's invitation as text, to be sent by hand. Raises InvalidInput without a reason, Conflict where it may still leave by
    itself or the person must not be written to, NotFound where it was never made."""
    if reason not in REASONS:
        raise InvalidInput("Say how you’ll pass it on.", param="reason")
    person = lock_person(session, gift.recipient_id)
    session.refresh(gift)
    _require_allowed(session, person, gift, "link", at)
    message = session.scalar(
        select(MailMessage).where(MailMessage.gift_id == gift.id, MailMessage.kind == "invitation").with_for_update()
    )
    if message is None or message.state in {"queued", "sending"}:
        raise Conflict("Their email hasn’t left yet. Wait until it has, or hand its link over on the email’s own page.")
    letter = letter_of(session, message)
    message.handed_over_at = at
    _note(session, gift, message.id, {"reason": reason, "message_id": message.id}, actor, at)
    return ReadyMessage(cast(str, person.email), letter.subject, letter.text)


def why_not(session: Session, gift: RecipientGift, by: Channel, at: datetime) -> str | None:
    """The sentence that says why somebody may not be reached in this way; None where they may."""
    person = session.get_one(Recipient, gift.recipient_id)
    answer = may_write_at(session, person, at, "invitation", gift, by=by)
    if answer.later == "asked_pause":
        return "They asked for a pause, so nobody may write to them yet."
    if answer.later == "quiet":
        return "They are quiet by rule, so nothing goes to them for now."
    if answer.never == "suppressed" and _only_bounced(session, person):
        # Nobody refused anything: a colleague may know another way to them.
        return None
    return None if answer.never is None else REFUSED.get(answer.never, "There’s nothing left to invite them to.")


def _require_allowed(session: Session, person: Recipient, gift: RecipientGift, by: Channel, at: datetime) -> None:
    campaign: Campaign = campaign_of(session, gift)
    if is_sandbox(session, person.workspace_id):
        raise Conflict("A sandbox holds invented people only: nothing leaves it.")
    if gift.launched_at is None or campaign.status == PAUSED:
        raise Conflict("The gift hasn’t been launched, or its campaign is paused.")
    if (refused := why_not(session, gift, by, at)) is not None:
        raise Conflict(refused)


def _only_bounced(session: Session, person: Recipient) -> bool:
    stands = standing(session, person.workspace_id, person.email_hash)
    return stands is not None and stands.reason == "bounced"


def _note(
    session: Session,
    gift: RecipientGift,
    message_id: str,
    body: Mapping[str, str],
    actor: Actor,
    at: datetime,
    purpose: Purpose = "invitation",
) -> None:
    """It counts as the message that it is, and stands in the audit log."""
    note_contact(session, gift, message_id, purpose, at, _CARD if body["reason"] == _CARD else "link")
    told = {**body, "link_version": gift.link_version}
    record_act(session, actor, "link.handed_over", at, subject_id=gift.id, body=told)
