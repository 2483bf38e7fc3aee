"""The pages on which a person tells something and reads what came of it, put together from the rows of this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import GiftFacts, Money, Reader, ValueStep
from renderers.microsite.own.privacy import KnownFact
from renderers.microsite.telling.tell import Surroundings, TellPage, UnclearPage, tell_page, unclear_page
from renderers.microsite.telling.told import ToldPage, told_page
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.pages.privacy import describe
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.content.stories.values import value_step, without_price
from service.content.telling.outcome import Outcome, outcome_of
from service.content.telling.take import Unclear
from service.gifting.candidate import families_named
from service.gifting.find import campaign_of
from service.gifting.fulfil import LEFT
from service.gifting.live import page_state
from service.gifting.models import RecipientGift
from service.gifting.stop import AFTER_YES
from service.gifting.swap_limits import rule_of
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.gifting.value import value_kept
from service.recipients.facts.fact import WITHHELD, Fact, fact_of, facts_of, in_force, is_own_word, restricts
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.postal.addresses import has_address
from service.recipients.telling.tell import CLOTHES, SHOES
from service.recipients.visibility import values_sender_sees

_STATES: Final[Mapping[str, Literal["open", "yes", "left", "over"]]] = {
    **dict.fromkeys(ANSWERABLE | PLANNED, "open"),
    **dict.fromkeys(AFTER_YES, "yes"),
    **dict.fromkeys(LEFT, "left"),
}
_DAYS: Final = frozenset({"from", "until"})
_FAULTS: Final = frozenset({"empty", "too_long", "too_many", "size", "stale"})
"""What an input error is about, that has a sentence of its own."""


def around_of(session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look) -> Surroundings:
    """Raises LinkClosed where there is no page any more."""
    page_state(session, gift, at)
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    campaign = campaign_of(session, gift)
    sender, brand = giver_of(session, campaign, recipient.id)
    return Surroundings(
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        gift=_gift(session, gift, locale),
        state=_STATES.get(gift.status, "over"),
        language=note_of(recipient.locale, look.asked, look.browser),
        is_still=look.is_still,
    )


def show_tell_page(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    opened: str | None,
    reader: Reader,
    look: Look,
    fault: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> bytes:
    """The page's HTML; nothing is written. `opened`: the group that was asked for. `fault`: what an input error was about."""
    around = around_of(session, gift, at, reader, look)
    known = [fact for fact in _known(session, gift, at) if is_own_word(fact) and fact.value != WITHHELD]
    told = [fact for fact in known if fact.kind != "language"]
    return tell_page(
        TellPage(
            around=around,
            opened=opened,
            told=_described(session, told, around, gift, at),
            clothes=CLOTHES,
            shoes=SHOES,
            fault=None if fault is None else _fault(fault),
            typed=typed or {},
        )
    )


def _fault(about: str) -> str:
    if about in _DAYS:
        return "day"
    return about if about in _FAULTS else "choice"


def show_unclear_page(
    session: Session, gift: RecipientGift, at: datetime, unclear: Unclear, reader: Reader, look: Look
) -> bytes:
    """Answered at once, by the press itself: the words are kept nowhere."""
    heard = None if unclear.heard is None else unclear.heard.facts()
    return unclear_page(UnclearPage(around_of(session, gift, at, reader, look), unclear.words, heard))


def show_told_page(
    session: Session, gift: RecipientGift, event_id: int, at: datetime, reader: Reader, look: Look
) -> bytes | None:
    """What came of what was told; None where the gift has gone on since, and its own page says how it stands. Raises NotFound."""
    outcome = outcome_of(session, gift, event_id, at)
    if outcome.came is None:
        return None
    around = around_of(session, gift, at, reader, look)
    noted = _facts(session, gift, outcome.fact_ids)
    known = _known(session, gift, at)
    before, step = _before(session, gift, outcome, around)
    kept = value_kept(session, gift) if outcome.came in {"nothing", "stopped_nothing"} else 0
    named = () if outcome.what == "taken_back" else families_named(session, gift.workspace_id, noted)
    return told_page(
        ToldPage(
            around=around,
            came=outcome.came,
            what=cast(Literal["told", "fixed", "taken_back"], outcome.what),
            noted=_described(session, noted, around, gift, at),
            rules=_described(session, [fact for fact in known if restricts(fact)], around, gift, at),
            before=before,
            step=step,
            may_swap=_may_swap(session, gift),
            unmatched=not all(named),
            unwanted=outcome.came == "kept" and outcome.is_unwanted,
            can_undo=gift.status == "accepted" and gift.undo_until is not None and gift.undo_until > at,
            has_address=has_address(session, gift.id),
            is_edible=_is_edible(session, gift),
            gives=kept > 0,
            value=Money(kept, gift.currency) if kept and campaign_of(session, gift).price_shown else None,
        )
    )


def _known(session: Session, gift: RecipientGift, at: datetime) -> tuple[Fact, ...]:
    return in_force(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])


def _described(
    session: Session, facts: Sequence[Fact], around: Surroundings, gift: RecipientGift, at: datetime
) -> tuple[KnownFact, ...]:
    seen = values_sender_sees(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])
    return tuple(describe(fact, around.person.locale, seen) for fact in facts)


def _facts(session: Session, gift: RecipientGift, ids: Sequence[str]) -> list[Fact]:
    rows = session.scalars(
        select(ProfileFact)
        .where(ProfileFact.id.in_(ids), ProfileFact.recipient_id == gift.recipient_id)
        .order_by(ProfileFact.kind, ProfileFact.created_at, ProfileFact.id)
    )
    return [fact_of(row) for row in rows]


def _gift(session: Session, gift: RecipientGift, locale: str) -> GiftFacts | None:
    if gift.product_id is None or gift.status in PLANNED:
        # What is only planned is not theirs to see.
        return None
    return _facts_of_gift(session, gift, session.get_one(Product, gift.product_id), gift.price_minor, locale)


def _facts_of_gift(session: Session, gift: RecipientGift, product: Product, price_minor: int, locale: str) -> GiftFacts:
    facts = gift_facts(product, locale, Money(price_minor, gift.currency))
    return without_price(facts, not campaign_of(session, gift).price_shown)


def _before(
    session: Session, gift: RecipientGift, outcome: Outcome, around: Surroundings
) -> tuple[GiftFacts | None, ValueStep | None]:
    if outcome.before is None:
        return None, None
    minor = outcome.before.price_minor if outcome.before_minor is None else outcome.before_minor
    before = _facts_of_gift(session, gift, outcome.before, minor, around.person.locale)
    step = None if gift.product_id is None else value_step(campaign_of(session, gift), minor, gift.price_minor)
    return before, step


def _may_swap(session: Session, gift: RecipientGift) -> bool:
    campaign = campaign_of(session, gift)
    return rule_of(campaign).limit != "none" and not (campaign.swaps_once and gift.is_swapped)


def _is_edible(session: Session, gift: RecipientGift) -> bool:
    return gift.product_id is not None and session.get_one(Product, gift.product_id).kind == "edible"
