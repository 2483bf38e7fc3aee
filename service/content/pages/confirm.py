"""The page between a first press and the second: what would be taken away, by name. Nothing has changed while it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from renderers.context import Reader
from renderers.microsite.own.confirm import ConfirmPage, confirm_page
from renderers.microsite.own.privacy import KnownFact
from service.campaigns.models import Campaign
from service.content.links import links_of
from service.content.pages.nonce import form_nonce
from service.content.pages.privacy import describe
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import reader_of
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import NOTHING, facts_of
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.models import Account, Recipient
from service.recipients.visibility import values_sender_sees

_FIRST_PRESS: Final = ("act", "fact", "value", "question", "answer")
"""Fields of the forms that can take something away; all of them have been read by the time something has to be named."""


def ask_to_confirm(
    session: Session,
    gift: RecipientGift,
    act: Literal["privacy", "answer"],
    form: MultiDict[str, str],
    must: MustBeNamed,
    at: datetime,
    reader: Reader,
    asked: str | None = None,
) -> bytes:
    """The page's HTML: the first press again, with what it would take away. It is answered at once and not by a redirect: what
    somebody eats has no business in a URL. `asked`: the language it is read in, None for the person's."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = asked or recipient.locale
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    base_path = f"/gift/{gift.id}"
    seen = values_sender_sees(facts_of(session, [recipient.id], at.date())[recipient.id])
    facts = tuple(describe(fact, locale, seen) for fact in must.facts)
    return confirm_page(
        ConfirmPage(
            person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=base_path,
            nonce=form_nonce(gift, at),
            act=act,
            fields=tuple((name, form[name]) for name in _FIRST_PRESS if name in form),
            facts=facts,
            instead=_instead(facts[0], form["value"]) if form.get("act") == "correct" else None,
            back=f"{base_path}/privacy" if act == "privacy" else base_path,
            help=links_of(gift).help,
        )
    )


def _instead(one: KnownFact, value: str) -> KnownFact:
    """What a correction puts in the place of the fact; its value was checked before anything had to be named."""
    kind = "diet" if value == NOTHING else one.kind
    return replace(one, kind=kind, value=value, source="asked", is_readable=True)
