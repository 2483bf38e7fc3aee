"""From rows to the plain story that every renderer draws from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import (
    Brand,
    Charity,
    GiftFacts,
    GiftState,
    Money,
    PastGift,
    Person,
    Story,
)
from renderers.product.marks import safety_of
from renderers.relation import stage_of
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.value import value_alone
from service.campaigns.drawn import drawn_for
from service.campaigns.givers.whose import is_the_sender, sender_words
from service.campaigns.models import Campaign
from service.campaigns.purpose import PURPOSES
from service.campaigns.wording import in_language, language_of
from service.catalog.models import Product
from service.catalog.pictures.own_images import is_own
from service.content.links import links_nowhere, links_of
from service.content.material.told import material_of
from service.content.stories.acquaintance import acquaintance
from service.content.stories.checked import checked_of, office_said
from service.content.stories.origin import origin_of
from service.content.stories.reasons import motive_of, reasons_of
from service.content.stories.relation.memory import remembered_of
from service.content.stories.relation.name_policy import as_called, name_policy
from service.content.stories.relation.naming import called, naming_of
from service.content.stories.relation.opened import opened_in
from service.content.stories.relation.spoken import spoken
from service.content.stories.sender import sender_of
from service.content.stories.sender_note import (
    merge_values,
    merged_inscription,
    merged_line,
    merged_message,
    merged_subject,
)
from service.content.stories.values import NO_GIFT, beside_first, without_price
from service.db.base import utc_now
from service.errors import Conflict, LinkClosed, NotFound
from service.gifting.events import last_time
from service.gifting.find import answers_until, open_until
from service.gifting.live import planned_offers
from service.gifting.models import MatchRun, RecipientGift
from service.gifting.number import gift_number
from service.gifting.swap_limits import rule_of
from service.gifting.transitions import KEPT, TERMINAL, TRANSITIONS
from service.gifting.value import is_donated_value
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Account, Recipient
from service.recipients.names import city_of, name_of
from service.recipients.visibility import sender_sees

_YEAR: Final = timedelta(days=365)
_STATES: Final[Mapping[str, GiftState]] = {
    # Nobody but the sender's people looks at a gift before its launch, and they look at what its person will open.
    "draft": "open",
    "pending_approval": "open",
    "scheduled": "open",
    "created": "open",
    "notified": "open",
    "opened": "open",
}
_AFTERWARDS: Final = (TERMINAL | KEPT) - {"accepted"}
"""Statuses whose day is another than that of the answer."""


def staff_story(session: Session, gift: RecipientGift, *, is_statement: bool = False) -> Story:
    """The story as the sender's people may look at it: nothing in it rests on a fact that the person told for themselves, so
    that it names no alternatives, and its links lead nowhere. Raises as `story_of` does."""
    story = story_of(session, gift, for_staff=True, is_statement=is_statement)
    # Who was stopped after a yes has longer to answer: until when would tell of it.
    until = open_until(session.get_one(Campaign, gift.campaign_id), gift)
    return replace(story, links=links_nowhere(), alternatives=(), open_until=until, beside_first=None)


def story_of(
    session: Session,
    gift: RecipientGift,
    *,
    for_staff: bool = False,
    is_statement: bool = False,
    locale: str | None = None,
) -> Story:
    """Everything the gift's page, film, statement and mail are made of, in the reader's language. `for_staff`: without what the
    sender may not read of the person; see `staff_story`. `locale`: a language to read it in for once, None for the person's own.
    Where the campaign hides prices there is none in it but for a statement, so that no other renderer can tell one.

    Raises Conflict where no product is chosen, LinkClosed for a person who was erased, renderers' ContextError where the sender's
    copy needs a value that is not known.
    """
    if is_donated_value(gift) and is_statement:
        return value_story(session, gift, is_statement=True, locale=locale)
    if gift.product_id is None:
        raise Conflict("No gift has been chosen for this person yet.")
    recipient = _reader(session, gift)
    read_in = locale or recipient.locale
    campaign = session.get_one(Campaign, gift.campaign_id)
    account = session.get_one(Account, gift.account_id)
    product = session.get_one(Product, gift.product_id)
    stands = acquaintance(session, campaign, account, gift)
    sender = sender_of(campaign, read_in, sender_words(session, campaign, recipient.id))
    named = person_of if for_staff else reader_of
    known_as = named(recipient, account, read_in)
    person = known_as if is_statement else as_called(known_as, naming_of(recipient, known_as, stands))
    person = person if is_statement else spoken(session, recipient.id, person, for_staff=for_staff)
    hides = not (campaign.price_shown or is_statement)
    facts = without_price(gift_facts(product, read_in, Money(gift.price_minor, gift.currency)), hides)
    # What its maker writes on it stays the same in whatever language somebody reads of it.
    facts = replace(facts, inscription=merged_inscription(campaign, person_of(recipient, account), product))
    drawn = drawn_for(session, recipient.id, campaign.id)
    facts_known = facts_of(session, [recipient.id], gift.created_at.date())[recipient.id]
    facts_told = [fact for fact in facts_known if sender_sees(fact)] if for_staff else facts_known
    known = in_force(facts_told)
    # A statement names no other gift, so none is looked for.
    others = () if is_statement else planned_offers(session, campaign, gift, max(utc_now(), gift.created_at))
    return Story(
        gift_id=gift.id,
        number=gift_number(gift),
        state=state_of(gift),
        person=person,
        sender=sender,
        brand=brand_of(campaign.brand),
        occasion=in_language(campaign.occasion, read_in),
        message=merged_message(campaign, person, sender, facts.name),
        copy_locale=language_of(campaign.message, read_in),
        gift=facts,
        alternatives=tuple(without_price(gift_facts(other, read_in), hides) for other in others),
        reasons=reasons_of(known, recipient, account, product),
        charities=tuple(charity_of(entry, read_in) for entry in campaign.charities),
        past_gifts=_past_gifts(session, gift, read_in),
        considered=_considered(session, gift),
        issued_at=gift.launched_at or gift.created_at,
        open_until=answers_until(campaign, gift),
        decided_at=gift.decided_at,
        undo_until=gift.undo_until,
        origin=origin_of(session, recipient),
        is_swapped=gift.is_swapped,
        links=links_of(gift),
        swap_limit=rule_of(campaign).limit,
        swaps_once=campaign.swaps_once,
        is_price_shown=campaign.price_shown,
        beside_first=beside_first(campaign, gift),
        motive=motive_of(known),
        relationship=stands.relationship,
        lifecycle=stands.lifecycle,
        remembered=None if is_statement else remembered_of(session, gift, facts_told, read_in),
        personal_line=None
        if is_statement or not drawn.has_line
        else merged_line(session, campaign, recipient.id, merge_values(person, sender, facts.name)),
        daypart=None if for_staff else opened_in(campaign, gift, recipient.country),
        state_at=_state_at(session, gift),
        subject=merged_subject(campaign, person, sender) if drawn.has_subject else None,
        has_film=drawn.has_film,
        material=material_of(session, campaign.id, read_in, speaks=is_the_sender(session, campaign, recipient.id)),
        checked=checked_of(session, campaign, gift),
        office=office_said(gift) if is_statement else None,
        # The sender sees the yes alone.
        passed_on=is_statement and not for_staff and gift.passed_on_at is not None,
    )


def waiting_story(session: Session, gift: RecipientGift, locale: str | None = None) -> Story:
    """The story of a person who has no gift yet. Only the person, the sender, the occasion and the links in it are told. `locale`
    as of `story_of`.

    Raises LinkClosed for a person who was erased.
    """
    recipient = _reader(session, gift)
    read_in = locale or recipient.locale
    campaign = session.get_one(Campaign, gift.campaign_id)
    return Story(
        gift_id=gift.id,
        number=gift_number(gift),
        state="held",
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), read_in)),
        sender=sender_of(campaign, read_in, sender_words(session, campaign, recipient.id)),
        brand=brand_of(campaign.brand),
        occasion=in_language(campaign.occasion, read_in),
        message=in_language(campaign.message, read_in),
        copy_locale=language_of(campaign.message, read_in),
        gift=NO_GIFT,
        alternatives=(),
        reasons=(),
        charities=(),
        past_gifts=(),
        considered=_considered(session, gift),
        issued_at=gift.created_at,
        open_until=answers_until(campaign, gift),
        decided_at=None,
        undo_until=None,
        is_swapped=False,
        links=links_of(gift),
        swap_limit=rule_of(campaign).limit,
        swaps_once=campaign.swaps_once,
        is_price_shown=campaign.price_shown,
        origin=origin_of(session, recipient),
        checked=checked_of(session, campaign, gift),
    )


def value_story(
    session: Session, gift: RecipientGift, *, is_statement: bool = False, locale: str | None = None
) -> Story:
    """The story of a sum that was donated in place of a gift, for its page and its statement. As of `story_of`."""
    waiting = waiting_story(session, gift, locale)
    hides = not (waiting.is_price_shown or is_statement)
    return replace(
        waiting,
        state="donated",
        gift=without_price(value_alone(waiting.person.locale, Money(gift.price_minor, gift.currency)), hides),
        past_gifts=_past_gifts(session, gift, waiting.person.locale),
        issued_at=gift.launched_at or gift.created_at,
        decided_at=gift.decided_at,
        undo_until=gift.undo_until,
        # There was nothing to swap.
        swap_limit="none",
        is_value=True,
    )


def sample_story(session: Session, campaign: Campaign, name: str) -> Story:
    """A person who does not exist, as this campaign would tell their story: its sender, its brand, its words. For looking ahead.

    Raises NotFound for a sample there is not, renderers' ContextError where the sender's copy needs a value that is not known.
    """
    if name not in SAMPLE_STORIES:
        raise NotFound("There’s no such sample person.")
    story = SAMPLE_STORIES[name]
    sender = sender_of(campaign, story.person.locale)
    purpose = PURPOSES[campaign.purpose]
    has_swaps = campaign.swap_limit != "none"
    return replace(
        story,
        gift=without_price(story.gift, not campaign.price_shown),
        alternatives=tuple(without_price(other, not campaign.price_shown) for other in story.alternatives if has_swaps),
        swap_limit=rule_of(campaign).limit,
        swaps_once=campaign.swaps_once,
        is_price_shown=campaign.price_shown,
        sender=sender,
        brand=brand_of(campaign.brand),
        occasion=in_language(campaign.occasion, story.person.locale),
        message=merged_message(campaign, story.person, sender, story.gift.name),
        copy_locale=language_of(campaign.message, story.person.locale),
        charities=tuple(charity_of(entry, story.person.locale) for entry in campaign.charities),
        open_until=campaign.expires_at,
        # A first contact was never given anything, so no sample of it was either.
        past_gifts=() if purpose.relationship == "prospect" else story.past_gifts,
        remembered=None if purpose.relationship == "prospect" else story.remembered,
        person=as_called(
            story.person, name_policy(story.person, stage_of(purpose.relationship, None), gave_name=False)
        ),
        relationship=purpose.relationship,
        lifecycle=purpose.lifecycle,
        subject=merged_subject(campaign, story.person, sender),
        material=material_of(session, campaign.id, story.person.locale),
    )


def _reader(session: Session, gift: RecipientGift) -> Recipient:
    recipient = session.get_one(Recipient, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed("This person was erased.")
    return recipient


def state_of(gift: RecipientGift) -> GiftState:
    """The gift's status as a reader understands it."""
    if gift.product_id is None:
        return "held"
    return _STATES.get(gift.status, gift.status)  # type: ignore[arg-type]


def _state_at(session: Session, gift: RecipientGift) -> datetime | None:
    """When what followed the answer, or came without one, happened; None while the answer or nothing is the last word."""
    if gift.status not in _AFTERWARDS:
        return None
    return last_time(session, gift, *(rule.event for rule in TRANSITIONS.values() if rule.to == gift.status))


def gift_facts(product: Product, locale: str, cost: Money | None = None) -> GiftFacts:
    """One product in the reader's language, or in English where its maker gave no other.

    `cost`: what a gift costs that is this product already, whatever the catalog asks today; None for one that could become a gift.
    """
    language = language_of(product.texts, locale)
    words = product.texts[language]
    return GiftFacts(
        product_id=product.id,
        sku=product.sku,
        name=words["name"],
        line=words["line"],
        inside=words["inside"],
        category=product.category,
        price=cost or Money(product.price_minor, product.currency),
        lead_days=product.lead_days,
        image=product.image or f"products/{product.sku}",
        image_alt=words["name"],
        locale=language,
        safety=safety_of(product.kind, product.allergens, product.diets, product.materials, product.min_age),
        use=words.get("use"),
        keep=words.get("keep"),
        place=_place_of(product),
        by_email=product.is_mailed,
    )


def _place_of(product: Product) -> str | None:
    """What its picture was drawn as, where something can be written on it."""
    if product.is_photo or product.image is None:
        return None
    drawn = f"shapes/{product.archetype}" if is_own(product.image) else product.image
    if drawn.startswith("products/"):
        # Versions are drawn in their own colours, all from the same place.
        return f"products/{product.family}"
    # A plain shape is another drawing than the one that gifts are tinted from.
    return drawn if drawn != product.image else None


def charity_of(entry: Mapping[str, Any], locale: str) -> Charity:
    """One of the campaign's charities; its words are one text or one text a language."""
    names, lines = _by_language(entry["name"]), _by_language(entry["line"])
    language = language_of(lines, locale)
    return Charity(key=entry["key"], name=in_language(names, locale), line=lines[language], locale=language)


def _by_language(texts: Any) -> Mapping[str, str]:
    return {"en": texts} if isinstance(texts, str) else texts


def person_of(recipient: Recipient, account: Account, locale: str | None = None) -> Person:
    """The recipient by the name that their list or they gave, in their own language or in `locale`: for what others read too."""
    name = name_of(recipient)
    return Person(
        locale=locale or recipient.locale,
        given_name=name.given,
        full_name=name.full,
        company=account.name,
        city=city_of(recipient),
    )


def reader_of(recipient: Recipient, account: Account, locale: str | None = None) -> Person:
    """The same for what they alone read: addressed as they told us."""
    return replace(person_of(recipient, account, locale), called=name_of(recipient).called)


def brand_of(brand: Mapping[str, Any]) -> Brand:
    """The giver's look as the campaign keeps it."""
    tokens = {name: str(value) for name, value in brand.items() if name not in {"name", "site", "tokens"}}
    tokens |= {name: str(value) for name, value in brand.get("tokens", {}).items()}
    return Brand(name=brand["name"], site=brand["site"], tokens=tokens)


def _past_gifts(session: Session, gift: RecipientGift, locale: str) -> tuple[PastGift, ...]:
    """What this giver gave the person in the twelve months before, newest first: an ethics office adds it up."""
    since = (gift.launched_at or gift.created_at) - _YEAR
    rows = session.execute(
        select(RecipientGift, Product)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(
            RecipientGift.recipient_id == gift.recipient_id,
            RecipientGift.id != gift.id,
            RecipientGift.status.in_(KEPT),
            RecipientGift.decided_at >= since,
        )
        .order_by(RecipientGift.decided_at.desc())
    ).all()
    return tuple(
        PastGift(
            on=past.decided_at or past.created_at,
            name=in_language(product.texts, locale)["name"],
            state=past.status,
            price=Money(past.price_minor, past.currency),
            locale=language_of(product.texts, locale),
        )
        for past, product in rows
    )


def _considered(session: Session, gift: RecipientGift) -> int:
    run = None if gift.match_run_id is None else session.get(MatchRun, gift.match_run_id)
    return 0 if run is None else run.products_considered
