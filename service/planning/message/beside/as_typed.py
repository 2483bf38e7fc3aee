"""The letter and the film of one person from words that are being typed: nothing is saved, no link leads anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Sender, Story
from renderers.errors import RenderError
from renderers.language.translations import direction, resolve
from renderers.merge import merge, missing
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.purpose import MIXED, PURPOSES
from service.campaigns.wording import in_language, language_of
from service.catalog.models import Product
from service.content.links import links_nowhere
from service.content.stories.sender import sender_of
from service.content.stories.sender_note import merge_values, merged_message, merged_subject
from service.content.stories.story import brand_of, charity_of, gift_facts, person_of, staff_story
from service.db.base import utc_now
from service.errors import Conflict, LinkClosed, NotFound
from service.gifting.models import RecipientGift
from service.planning.message.form.defaults import fresh_days
from service.planning.message.form.read_form import LANGUAGES, SENDER_FIELDS, show_builder
from service.planning.message.form.spoken import read_spoken
from service.planning.message.form.translated import WORDS, sort_words
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name

EXAMPLE: Final = "jana"
"""The sample person whose film stands in while somebody has no gift yet: what it is made of, never who it is."""
COMES_OUT_EMPTY: Final = "For them the message comes out empty. Write some words that need no field."
_OPEN, _SHUT = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's letter. `pieces` are (words, whether they come from what we know of the person); none where `fault` says why.

    `subject` is the email's; `gift_id` None: none is chosen for them yet, and an example stands for it.
    """

    who: str
    name: str
    locale: str
    copy_locale: str
    copy_direction: str
    pieces: tuple[tuple[str, bool], ...]
    subject: str
    signs: str
    by: str
    fault: str
    gift_id: str | None


def typed_campaign(form: Mapping[str, str], kept: Campaign | None, workspace_id: str) -> Campaign:
    """A campaign that no session knows, with the words, sender and look as they stand in the form, and the rest as `kept` has it.

    What is not typed yet is as nobody would leave it, so that the rest can be looked at.
    """
    fields = show_builder(kept) if kept is not None else fresh_days(utc_now().date())
    now = {name: form.get(name, fields.get(name, "")) for name in {*fields, *form}}
    texts = {
        name: {key: now.get(f"{name}_{key}", "").replace("\r\n", "\n").strip() for key in LANGUAGES} for name in WORDS
    }
    in_use = {name: sort_words(form, name, _some(texts[name]), kept)[0] for name in WORDS}
    titles = {
        key: now[f"sender_titles_{key}"].strip() for key in LANGUAGES if now.get(f"sender_titles_{key}", "").strip()
    }
    look = {} if kept is None else dict(kept.brand)
    look |= {name.removeprefix("brand_"): text.strip() for name, text in now.items() if name.startswith("brand_")}
    look = {name: value for name, value in look.items() if name not in ("subjects", "card")}
    look |= read_spoken(form, {} if kept is None else kept.brand, LANGUAGES)
    purpose = now.get("purpose", MIXED)
    return Campaign(
        id=kept.id if kept is not None else "new",
        workspace_id=workspace_id,
        name=now.get("name", ""),
        givers="one" if kept is None else kept.givers,
        sender={name: now.get(f"sender_{name}", "").strip() or "…" for name in SENDER_FIELDS} | {"titles": titles},
        brand=look | {"name": look.get("name") or "…", "site": look.get("site") or "…"},
        occasion=in_use["occasion"],
        message=in_use["message"],
        old_words={},
        inscription={"en": line} if (line := now.get("inscription_en", "").strip()) else None,
        purpose=purpose if purpose in PURPOSES else MIXED,
        charities=[] if kept is None else kept.charities,
        expires_at=utc_now() if kept is None else kept.expires_at,
    )


def _sender(session: Session, typed: Campaign, who: str, locale: str) -> Sender:
    """Who gives to a person; to a sample person the sender that is typed does."""
    return sender_of(typed, locale, sender_words(session, typed, None if who in SAMPLE_STORIES else who))


def letter_as_typed(session: Session, typed: Campaign, who: str) -> Letter:
    """The letter of `who`: a person of the campaign by id, or a sample person by name. Raises NotFound for anybody else."""
    base, name = _story(session, typed, who)
    gift = None if who in SAMPLE_STORIES else _gift(session, typed, who)
    person, sender = base.person, _sender(session, typed, who, base.person.locale)
    copy = in_language(typed.message, person.locale)
    pieces: tuple[tuple[str, bool], ...] = ()
    fault, subject = "", ""
    try:
        values = merge_values(person, sender, base.gift.name)
        lost = missing(copy, values)
        if lost:
            fields = " and ".join("{" + one + "}" for one in lost)
            fault = f"The message needs {fields}, which we don’t have for them. Give it a fallback."
        elif copy.strip() and not merge(copy, values).strip():
            fault = COMES_OUT_EMPTY
        elif copy.strip():
            marked = {key: f"{_OPEN}{value}{_SHUT}" if value else None for key, value in values.items()}
            pieces = _pieces(merge(copy, {**marked, "sender_name": sender.name, "sender_company": sender.company}))
            told = told_as_typed(base, typed, sender)
            subject = " ".join(render("mail", told).files["subject"][1].decode().split())
    except RenderError as error:
        fault = f"{error.sentence}{f' ({error.where})' if error.where else ''}"
    language = language_of(typed.message, person.locale)
    return Letter(
        who=who,
        name=name,
        locale=resolve(person.locale),
        copy_locale=language,
        copy_direction=direction(language),
        pieces=pieces,
        subject=subject,
        signs=sender.name.split(" ")[0],
        by=", ".join(part for part in (sender.name, sender.title, typed.brand["name"]) if part != "…"),
        fault=fault,
        gift_id=gift.id if gift else None,
    )


def film_as_typed(session: Session, typed: Campaign, who: str) -> Story:
    """What the person's film would be made of; its message is "" while nothing is written for them. Raises NotFound as
    `letter_as_typed`, renderers' ContextError or TemplateError where the message needs a value that is not known or is not well
    formed."""
    base, _ = _story(session, typed, who)
    return told_as_typed(base, typed, _sender(session, typed, who, base.person.locale))


def told_as_typed(base: Story, typed: Campaign, sender: Sender) -> Story:
    """The story in the words that are being typed. Raises ContextError or TemplateError of the merge language."""
    locale = base.person.locale
    return replace(
        base,
        sender=sender,
        brand=brand_of(typed.brand),
        occasion=in_language(typed.occasion, locale) or "…",
        message=merged_message(typed, base.person, sender, base.gift.name),
        copy_locale=language_of(typed.message, locale),
        charities=tuple(charity_of(entry, locale) for entry in typed.charities),
        subject=merged_subject(typed, base.person, sender),
        links=links_nowhere(),
        state="open",
    )


def _story(session: Session, typed: Campaign, who: str) -> tuple[Story, str]:
    """(the story that the typed words are put into, whose it is)."""
    if who in SAMPLE_STORIES:
        sample = SAMPLE_STORIES[who]
        return _standing(sample, typed), sample.person.full_name or "Name not known"
    recipient = session.scalar(
        select(Recipient)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == typed.id, Recipient.id == who, Recipient.erased_at.is_(None))
    )
    if recipient is None:
        raise NotFound("This person isn’t in this campaign.")
    gift = _gift(session, typed, who)
    if gift is not None:
        # The words that are saved may not do for this person; those that are typed now might.
        with suppress(RenderError, Conflict, LinkClosed):
            return staff_story(session, gift), person_name(recipient)
    person = person_of(recipient, session.get_one(Account, recipient.account_id))
    sample = SAMPLE_STORIES[EXAMPLE]
    example = _example(session, typed.workspace_id)
    facts = replace(sample.gift, locale="en") if example is None else gift_facts(example, person.locale)
    told = replace(sample, person=person, gift=facts, alternatives=(), reasons=(), motive=None)
    return _standing(told, typed), person_name(recipient)


def _standing(story: Story, typed: Campaign) -> Story:
    """An example as whoever the campaign is for: it tells of no earlier gift, as nobody real had one."""
    purpose = PURPOSES[typed.purpose]
    return replace(
        story, relationship=purpose.relationship, lifecycle=purpose.lifecycle, past_gifts=(), remembered=None
    )


def _gift(session: Session, typed: Campaign, who: str) -> RecipientGift | None:
    """None as well while it is being chosen again: what has changed about it would tell why."""
    found = session.scalar(
        select(RecipientGift)
        .where(
            RecipientGift.campaign_id == typed.id,
            RecipientGift.recipient_id == who,
            RecipientGift.product_id.is_not(None),
        )
        .order_by(RecipientGift.created_at.desc())
        .limit(1)
    )
    return None if found is None or found.is_chosen_again else found


def _example(session: Session, workspace_id: str) -> Product | None:
    """A gift of their own shelf that shows nothing about food: it stands for whatever will be chosen."""
    return session.scalar(
        select(Product)
        .where(
            Product.workspace_id == workspace_id,
            Product.kind == "neither",
            Product.stock > 0,
            Product.recalled_at.is_(None),
            Product.retired_at.is_(None),
            Product.is_unsettled.is_(False),
        )
        .order_by(Product.sku)
        .limit(1)
    )


def _pieces(merged: str) -> tuple[tuple[str, bool], ...]:
    """The words, cut where what we know of the person begins and ends."""
    found: list[tuple[str, bool]] = []
    for part in merged.split(_OPEN):
        known, shut, rest = part.partition(_SHUT)
        found += [(known, True), (rest, False)] if shut else [(part, False)]
    return tuple(piece for piece in found if piece[0])


def _some(texts: Mapping[str, str]) -> dict[str, str]:
    return {locale: text for locale, text in texts.items() if text or locale == "en"}
