"""How the message reads for one person, before anything is sent: their language, their values, their own gift beneath it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Person, Story
from renderers.errors import RenderError
from renderers.language import names
from renderers.language.translations import direction, resolve, text
from renderers.mail.draw import without_pictures
from renderers.merge import missing
from renderers.render import render
from renderers.welcome import sentences as welcome
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.wording import in_language, language_of
from service.content.stories.relation.in_campaign import called_in, naming_in
from service.content.stories.sender import sender_of
from service.content.stories.sender_note import merge_values, merged_message
from service.content.stories.story import staff_story
from service.errors import InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.planning.message.check_copy import CHOSEN_LATER
from service.recipients.models import Account, PersonalLine, Recipient
from service.security.encryption import readable


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter of one person. `message` None: it needs `missing`, so nothing is sent to them.

    `locale` and `direction` are of our own sentences, `copy_locale` and `copy_direction` of the sender's.
    """

    recipient: Recipient
    company: str
    locale: str
    direction: str
    copy_locale: str
    copy_direction: str
    greeting: str
    message: str | None
    missing: tuple[str, ...]
    by: str
    has_gift: bool
    naming: str
    """Whether page, mail and film call the person by name, and why."""
    line: str
    """What is written to this person alone, in the merge language; empty where nothing is."""
    is_line_open: bool
    """Whether that can still be changed: not once their gift was launched."""


def preview_of(session: Session, campaign: Campaign, recipient_id: str) -> Preview:
    """Raises NotFound for somebody who does not take part."""
    recipient = _taking_part(session, campaign, recipient_id)
    account = session.get_one(Account, recipient.account_id)
    sender = sender_of(campaign, recipient.locale, sender_words(session, campaign, recipient.id))
    gift = _gift(session, campaign, recipient)
    person = called_in(session, campaign, recipient, account)
    story = None if gift is None else _story_or_none(session, gift)
    chosen = CHOSEN_LATER if story is None else story.gift.name
    lost = missing(in_language(campaign.message, person.locale), merge_values(person, sender, chosen))
    copy_locale = language_of(campaign.message, person.locale)
    line = session.get(PersonalLine, (recipient.id, campaign.id))
    return Preview(
        recipient=recipient,
        company=account.name,
        locale=resolve(person.locale),
        direction=direction(person.locale),
        copy_locale=copy_locale,
        copy_direction=direction(copy_locale),
        greeting=_greeting(story, person, names.spoken_to(person)),
        message=None if lost else merged_message(campaign, person, sender, chosen),
        missing=lost,
        by=text(person.locale, "mail.by", title=sender.title, company=sender.company),
        has_gift=story is not None,
        naming=naming_in(session, campaign, recipient, account).sentence,
        line="" if line is None else readable(line.words) or "",
        is_line_open=gift is None or gift.launched_at is None,
    )


def _greeting(story: Story | None, person: Person, name: str | None) -> str:
    if story is not None:
        return welcome.greeting(story, "mail", text, name)
    return text(person.locale, "mail.greeting", name=name) if name else text(person.locale, "mail.greeting_plain")


def preview_mail(session: Session, campaign: Campaign, recipient_id: str) -> bytes:
    """The invitation as it would be sent, proofed, with links that lead nowhere: the real ones are the person's alone.

    Raises NotFound where no gift is chosen yet, InvalidInput where the mail would not be right.
    """
    gift = _gift(session, campaign, _taking_part(session, campaign, recipient_id))
    if gift is None:
        raise NotFound("No gift has been chosen for this person yet.")
    try:
        told = replace(staff_story(session, gift), state="open")
        # The film may not be drawn yet, and its picture would only travel inside the mail: its words stand there instead.
        return without_pictures(render("mail", told).body.decode()).encode()
    except RenderError as error:
        raise InvalidInput(error.sentence, param=error.where or "message") from None


def _story_or_none(session: Session, gift: RecipientGift) -> Story | None:
    """The gift's story, or None where it cannot be told yet."""
    try:
        return staff_story(session, gift)
    except RenderError:
        return None


def _taking_part(session: Session, campaign: Campaign, recipient_id: str) -> Recipient:
    recipient = session.scalar(
        select(Recipient)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.id == recipient_id)
        .where(Recipient.erased_at.is_(None))
    )
    if recipient is None:
        raise NotFound("This person isn’t in this campaign.")
    return recipient


def _gift(session: Session, campaign: Campaign, recipient: Recipient) -> RecipientGift | None:
    """None as well while it is being chosen again: what has changed about it would tell why."""
    gift = session.scalar(
        select(RecipientGift)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.recipient_id == recipient.id)
        .where(RecipientGift.product_id.is_not(None))
        .order_by(RecipientGift.created_at.desc())
        .limit(1)
    )
    return None if gift is None or gift.is_chosen_again else gift
