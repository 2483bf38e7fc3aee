"""What we know about you: every fact in force as the page tells it, and what its buttons do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.joins import joins
from renderers.language.translations import babel_locale
from renderers.microsite.own.privacy import KnownFact, Origin, PrivacyPage, privacy_page
from service.campaigns.models import Campaign
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.story import person_of
from service.errors import InvalidInput, LinkClosed
from service.gifting.answer_question import BINDING, may_tell_more
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.tell import Telling
from service.gifting.transitions import ANSWERABLE
from service.recipients.facts.correct_dietary import correct_dietary
from service.recipients.facts.fact import (
    ASK,
    DIETARY,
    Fact,
    correct,
    facts_of,
    in_force,
    is_clear,
    keep_private,
    own_fact,
    withdraw,
)
from service.recipients.facts.heard import hear
from service.recipients.facts.interests import find_interest
from service.recipients.facts.own_language import KIND as LANGUAGE
from service.recipients.facts.take_away import take_away
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.recipients.names import city_of, correct_name, forget_name, name_of
from service.recipients.own_rules.limit import KIND as LIMIT
from service.recipients.own_rules.limit import POLICY
from service.recipients.postal.addresses import has_address
from service.recipients.search.keep import index_people
from service.recipients.sources.basis import stated_of
from service.recipients.unsubscribe import unsubscribe
from service.recipients.visibility import values_sender_sees
from service.recipients.wishes.keep import KIND as WISH
from service.recipients.wishes.rather import KIND as RATHER
from service.security.encryption import readable
from service.written import written

_LONGEST: Final = 300
"""Letters of a correction in the person's own words."""
_IN_OWN_WORDS: Final = frozenset({"interest", "dislike", "has_already", "size"})
"""Kinds whose value somebody may type as they like."""
_REMOVED: Final = frozenset({LIMIT, POLICY})
"""Kinds that a person takes away where they told them, and tells anew there."""
_LISTS_TOLD: Final = 20
"""The newest lists that a page names."""
TOLD_BY: Final[Mapping[str | None, Telling]] = {"corrected": "fixed", "erased": "taken_back"}
"""Notices after which a page says what came of it."""
NAME: Final = "name"
"""Stands for the id of the one line that is no fact of its own and can still be put right."""


def known_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The page's HTML; nothing is written."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    account = session.get_one(Account, gift.account_id)
    known = facts_of(session, [recipient.id], at.date())[recipient.id]
    seen = values_sender_sees(known)
    sender, brand = giver_of(session.get_one(Campaign, gift.campaign_id))
    locale = look.asked or recipient.locale
    return privacy_page(
        PrivacyPage(
            person=person_of(recipient, account, locale),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            facts=(
                *(describe(fact, locale, seen) for fact in in_force(known)),
                *_own_row(recipient, account, locale, is_language_told=any(fact.kind == LANGUAGE for fact in known)),
            ),
            address_known=has_address(session, gift.id),
            is_unsubscribed=recipient.unsubscribed_at is not None,
            notice=notice,
            may_tell=may_tell_more(session, gift, at),
            language=note_of(recipient.locale, look.asked, look.browser),
            basis=recipient.basis or "unsaid",
            origins=tuple(
                Origin(one.source, one.said_at, tuple((how, _midnight(day)) for how, day in one.food))
                for one in stated_of(session, recipient.id)[:_LISTS_TOLD]
            ),
        )
    )


def change_known(
    session: Session, gift: RecipientGift, form: Mapping[str, str], named: Collection[str], at: datetime
) -> str:
    """Carries out one press; answers the notice. `named`: ids of the facts that a second press names.

    Raises LinkClosed, InvalidInput, NotFound, Conflict, or MustBeNamed where a second press is needed; nothing has changed then.
    """
    recipient = lock_person(session, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    act, fact_id = form.get("act", ""), form.get("fact", "")
    if act == "unsubscribe":
        unsubscribe(session, recipient, at)
        return "unsubscribed"
    if act == "correct":
        _correct(session, recipient, fact_id, form.get("value", "").strip(), named, at)
        return "corrected"
    if act == "erase":
        _erase(session, recipient, fact_id, named, at)
        return "erased"
    if act == "keep_private":
        keep_private(session, recipient, fact_id)
        _draw_again(session, recipient)
        return "private"
    raise InvalidInput("There’s no such button.", param="act")


def _correct(
    session: Session, recipient: Recipient, fact_id: str, value: str, named: Collection[str], at: datetime
) -> None:
    if fact_id == NAME:
        correct_name(recipient, value)
        index_people(session, (recipient,))
        _draw_again(session, recipient)
        return
    kind = own_fact(session, recipient, fact_id).kind
    if kind in DIETARY:
        correct_dietary(session, recipient, fact_id, value, at, named=named)
        _follow_up(session, recipient, kind, at)
        return
    _require_short(value)
    said = (find_interest(value) or value) if kind == "interest" else value
    correct(session, recipient, fact_id, said, at)
    # What they write in their own words may speak of food: it is heard before it is kept.
    heard = kind in _IN_OWN_WORDS and hear(session, recipient, value, "asked", at)
    _follow_up(session, recipient, "diet" if heard else kind, at)


def _require_short(value: str) -> None:
    if len(value) > _LONGEST:
        raise InvalidInput(f"Use at most {_LONGEST} characters.", param="value")


def _erase(session: Session, recipient: Recipient, fact_id: str, named: Collection[str], at: datetime) -> None:
    if fact_id == NAME:
        forget_name(recipient)
        index_people(session, (recipient,))
        _draw_again(session, recipient)
        return
    kind = own_fact(session, recipient, fact_id).kind
    if kind in DIETARY:
        take_away(session, recipient, fact_id, at, named=named)
    else:
        withdraw(session, recipient, fact_id, at)
    _follow_up(session, recipient, kind, at)


def _follow_up(session: Session, recipient: Recipient, kind: str, at: datetime) -> None:
    """What can make a gift unsafe is decided again; what was a reason for it is told no more."""
    session.flush()
    if kind in BINDING:
        look_at_person(session, recipient.id, at)
    _draw_again(session, recipient)


def _draw_again(session: Session, recipient: Recipient) -> None:
    session.flush()
    for gift in _gifts(session, recipient, ANSWERABLE):
        if gift.product_id is not None:
            redraw(session, gift)


def _gifts(session: Session, recipient: Recipient, statuses: frozenset[str]) -> list[RecipientGift]:
    return list(
        session.scalars(
            select(RecipientGift)
            .where(RecipientGift.recipient_id == recipient.id, RecipientGift.status.in_(statuses))
            .order_by(RecipientGift.id)
        )
    )


def describe(fact: Fact, locale: str, seen: Collection[tuple[str, str]]) -> KnownFact:
    """The fact as a page says it, with who else reads it: `seen` are the (kind, value) that the sender reads."""
    return KnownFact(
        id=fact.id,
        kind=fact.kind,
        value=_words(fact, locale) if is_clear(fact) else "",
        source=fact.source,
        known_since=fact.since,
        until=None if fact.valid_until is None else _midnight(fact.valid_until),
        seen_by_sender=(fact.kind, fact.value) in seen,
        is_private=fact.kept_private,
        can_change=fact.kind not in {"channel", "for_whom", LANGUAGE, WISH},
        can_fix=fact.kind not in {"away", RATHER, *_REMOVED},
        can_erase=fact.value != ASK,
        is_readable=is_clear(fact),
    )


def _words(fact: Fact, locale: str) -> str:
    """A language is told by its name; the page has the words for all others."""
    if fact.kind == LANGUAGE:
        return str(babel_locale(locale).languages.get(fact.value, fact.value))
    return fact.value


def _own_row(recipient: Recipient, account: Account, locale: str, *, is_language_told: bool) -> tuple[KnownFact, ...]:
    """What stands in the person's own row and was imported with it. A language that they chose is a fact of its own."""
    says = babel_locale(locale)
    name, email, city = name_of(recipient).full, readable(recipient.email), city_of(recipient)
    values = {
        NAME: name if name or not (recipient.given_name or recipient.family_name) else "",
        "email": "" if recipient.email and not email else email and _masked(email),
        "company": written(account.name),
        "region": joins(locale)["comma"].join(part for part in (city, says.territories.get(recipient.country)) if part)
        or None,
        "language": None if is_language_told else says.languages.get(recipient.locale.partition("-")[0]),
    }
    return tuple(
        KnownFact(
            kind,
            kind,
            value,
            "imported",
            recipient.created_at,
            None,
            True,
            False,
            kind == NAME,
            is_readable=value != "",
        )
        for kind, value in values.items()
        if value is not None
    )


def _masked(address: str) -> str:
    """Enough to know one's own address by, not enough to write to it."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))
