"""What we know about you: every fact in force as the page tells it, and what its buttons do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.joins import joins
from renderers.language.names import greeting_name, usable
from renderers.language.translations import babel_locale
from renderers.lettering.fonts import missing_letters
from renderers.microsite.own.privacy import CALLED, KnownFact, Origin, PrivacyPage, privacy_page
from service.brain.events.viewing import ACTS as VIEWING
from service.brain.events.viewing import say_viewing
from service.campaigns.models import Campaign
from service.content.explaining.why import why_gift, why_now
from service.content.films.viewing import forget_viewing, viewing_of
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.story import reader_of
from service.content.telling.sound import sound_line, tell_sound
from service.errors import InvalidInput, LinkClosed
from service.gifting.answer_question import BINDING, may_tell_more
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.tell import Telling
from service.gifting.transitions import ANSWERABLE, KEPT
from service.recipients.facts.correct_dietary import correct_dietary
from service.recipients.facts.fact import (
    ASK,
    DIETARY,
    WITHHELD,
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
from service.recipients.postal.kept import forget_kept, is_kept
from service.recipients.postal.places import KIND as PLACE
from service.recipients.search.keep import index_people
from service.recipients.sources.basis import stated_of
from service.recipients.special.forgotten import withdraw_consent
from service.recipients.telling.called import forget_called, tell_called
from service.recipients.telling.sound import KIND as SOUND
from service.recipients.telling.sound import like_of
from service.recipients.unsubscribe import unsubscribe
from service.recipients.visibility import values_sender_sees
from service.recipients.wishes.close_to import KIND as CLOSE_TO
from service.recipients.wishes.keep import KIND as WISH
from service.recipients.wishes.rather import KIND as RATHER
from service.security.encryption import readable
from service.written import written

_LONGEST: Final = 300
"""Letters of a correction in the person's own words."""
_IN_OWN_WORDS: Final = frozenset({"interest", "dislike", "has_already", "size"})
"""Kinds whose value somebody may type as they like."""
_REMOVED: Final = frozenset({LIMIT, PLACE, POLICY})
"""Kinds that a person takes away where they told them, and tells anew there."""
NAMED: Final = ANSWERABLE | KEPT
"""Gifts whose pages and papers name their person."""
_LISTS_TOLD: Final = 20
"""The newest lists that a page names."""
TOLD_BY: Final[Mapping[str | None, Telling]] = {"corrected": "fixed", "erased": "taken_back"}
"""Notices after which a page says what came of it."""
NAME: Final = "name"
"""Stands for the id of the line of the name, which is no fact of its own and can still be put right; as `CALLED` does for the line
of how they are addressed."""


def known_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The page's HTML; nothing is written."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    account = session.get_one(Account, gift.account_id)
    known = facts_of(session, [recipient.id], at.date())[recipient.id]
    seen = values_sender_sees(known)
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    locale = look.asked or recipient.locale
    return privacy_page(
        PrivacyPage(
            person=reader_of(recipient, account, locale),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            facts=(
                *(describe(fact, locale, seen) for fact in in_force(known) if not _is_told_beside(fact)),
                *_own_row(recipient, account, locale, is_language_told=any(fact.kind == LANGUAGE for fact in known)),
                *sound_line(recipient, reader_of(recipient, account), known),
            ),
            address_known=has_address(session, gift.id),
            address_kept=reader == "greeted" and is_kept(session, recipient.id),
            is_unsubscribed=recipient.unsubscribed_at is not None,
            notice=notice,
            may_tell=may_tell_more(session, gift, at),
            language=note_of(recipient.locale, look.asked, look.browser),
            basis=recipient.basis or "unsaid",
            origins=tuple(
                Origin(one.source, one.said_at, tuple((how, _midnight(day)) for how, day in one.food))
                for one in stated_of(session, recipient.id)[:_LISTS_TOLD]
            ),
            why_gift=why_gift(session, gift, known, at),
            why_now=why_now(session, gift),
            viewing=viewing_of(session, recipient.id),
            may_withdraw=any(fact.kind in DIETARY and fact.value not in (ASK, WITHHELD) for fact in known),
        )
    )


def change_known(  # noqa: PLR0911 one for each button
    session: Session, gift: RecipientGift, form: Mapping[str, str], named: Collection[str], at: datetime
) -> str:
    """Carries out one press; answers the notice. `named`: ids of the facts that a second press names.

    Raises LinkClosed, InvalidInput, NotFound, Conflict, or MustBeNamed where a second press is needed; nothing has changed then.
    """
    recipient = lock_person(session, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    act, fact_id = form.get("act", ""), form.get("fact", "")
    if act == "viewing_delete":
        forget_viewing(session, recipient.id)
        return act
    if act in VIEWING:
        say_viewing(session, recipient.id, act, at)
        return act
    if act == "withdraw_food":
        return _withdraw(session, recipient, form, at)
    if act == "forget_address":
        forget_kept(session, recipient.id)
        return "address_forgotten"
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
        draw_again(session, recipient)
        return "private"
    raise InvalidInput("There’s no such button.", param="act")


def _withdraw(session: Session, recipient: Recipient, form: Mapping[str, str], at: datetime) -> str:
    """Their consent to what is known of their food; what comes of it for their gifts is decided at once."""
    if form.get("confirm") != "yes":
        raise InvalidInput("Tick the box first.", param="confirm")
    withdraw_consent(session, recipient, at)
    _follow_up(session, recipient, "diet", at)
    return "withdrawn"


def _correct(
    session: Session, recipient: Recipient, fact_id: str, value: str, named: Collection[str], at: datetime
) -> None:
    if fact_id == NAME:
        require_drawn(value)
        correct_name(recipient, value, at)
        index_people(session, (recipient,))
        draw_again(session, recipient, NAMED)
        return
    if fact_id == CALLED:
        require_drawn(value)
        if tell_called(session, recipient, value, at):
            _follow_up(session, recipient, "diet", at)
        draw_again(session, recipient, NAMED)
        return
    kind = SOUND if fact_id == SOUND else own_fact(session, recipient, fact_id).kind
    if kind == SOUND:
        person = reader_of(recipient, session.get_one(Account, recipient.account_id))
        if tell_sound(session, recipient, person, value, at):
            _follow_up(session, recipient, "diet", at)
        _follow_up(session, recipient, kind, at)
        return
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


def require_drawn(value: str) -> None:
    """What stands in a greeting has to read like a name, and none of its letters may be in no font of ours. Raises InvalidInput."""
    if value and (usable(value) is None or missing_letters(value)):
        raise InvalidInput("We can’t write this as a name.", param="value")


def _require_short(value: str) -> None:
    if len(value) > _LONGEST:
        raise InvalidInput(f"Use at most {_LONGEST} characters.", param="value")


def _erase(session: Session, recipient: Recipient, fact_id: str, named: Collection[str], at: datetime) -> None:
    if fact_id == NAME:
        forget_name(recipient)
        index_people(session, (recipient,))
        draw_again(session, recipient, NAMED)
        return
    if fact_id == CALLED:
        forget_called(recipient)
        draw_again(session, recipient, NAMED)
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
    draw_again(session, recipient, NAMED if kind == SOUND else ANSWERABLE)


def draw_again(session: Session, recipient: Recipient, statuses: frozenset[str] = ANSWERABLE) -> None:
    """What shows their facts, or with `NAMED` their name, is drawn anew."""
    session.flush()
    for gift in _gifts(session, recipient, statuses):
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
        can_change=fact.kind not in {"channel", "for_whom", LANGUAGE, WISH} and fact.value != WITHHELD,
        can_fix=fact.kind not in {"away", CLOSE_TO, RATHER, *_REMOVED},
        can_erase=fact.value != ASK,
        is_readable=is_clear(fact),
    )


def _is_told_beside(fact: Fact) -> bool:
    """Everything is withheld at once, and said in one line."""
    return fact.kind != "diet" and fact.value == WITHHELD


def _words(fact: Fact, locale: str) -> str:
    """A language is told by its name, a sound without the name; the page has the words for all others."""
    if fact.kind == LANGUAGE:
        return str(babel_locale(locale).languages.get(fact.value, fact.value))
    return like_of(fact.value) if fact.kind == SOUND else fact.value


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
    lines = [
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
    ]
    return (*lines, _addressed(recipient, account, locale))


def _addressed(recipient: Recipient, account: Account, locale: str) -> KnownFact:
    """How they are greeted: as they told us, or as we make it of their name, which is a guess that they can put right."""
    person = reader_of(recipient, account, locale)
    is_told = recipient.called is not None
    return KnownFact(
        CALLED,
        CALLED,
        greeting_name(person) or "",
        "asked" if is_told else "inferred",
        recipient.called_at or recipient.created_at,
        None,
        False,
        False,
        True,
        can_erase=is_told,
    )


def _masked(address: str) -> str:
    """Enough to know one's own address by, not enough to write to it."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))
