"""One person as the sender may see them: what the sender imported, what they shared, never what they keep to themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service import said
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of, given_by, people_of
from service.catalog.models import Product
from service.contact.models import Suppression
from service.contact.prior_consent import countries_asking, lacks_basis
from service.contact.suppressed import standing
from service.db.base import utc_now
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.planning.labels import FACTS, SOURCES, describe_interest
from service.recipients.facts.fact import ASK, DIETARY, NOTHING, Fact, facts_of, is_clear, is_from_list, restricts
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.quiet.in_force import Quiet, quiet_of
from service.recipients.sources.basis import Stated, stated_of
from service.recipients.telling.sound import KIND as SOUND
from service.recipients.telling.sound import like_of
from service.recipients.visibility import sender_sees
from service.security.encryption import CANNOT_BE_READ
from service.workspaces.actor import Actor

_WORDS: Final[Mapping[str, Callable[[str], str]]] = {
    "diet": said.mark,
    "allergen": said.mark,
    "material": said.mark,
    "dislike": describe_interest,
    "has_already": describe_interest,
    SOUND: like_of,
}
"""Kind of fact whose value is a code -> how that is said."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as it is printed. `effect`: what a seller who takes it back has to know, "" where it is not theirs to take back."""

    id: str
    title: str
    value: str
    source: str
    since: date
    until: date | None
    effect: str


@dataclass(frozen=True, slots=True)
class GiftLine:
    """One gift of a person, with the campaign's name and the product's, if one is chosen."""

    gift: RecipientGift
    campaign: str
    product: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """How many more facts there are is not said: that one came just after a decline would tell what the decline was about."""

    recipient: Recipient
    name: str
    account: Account
    facts: tuple[FactLine, ...]
    gifts: tuple[GiftLine, ...]
    suppression: Suppression | None
    """Why no mail goes to their address, where that is so."""
    lacks_basis: bool
    """Whether their country asks for a basis that they do not have."""
    stated: Sequence[Stated]
    """What lists state of them."""
    special_ids: tuple[str, ...]
    """Ids of the shown facts that tell of what they eat or avoid."""
    quiet: Quiet | None
    """Until when they are quiet by rule, where they are; why is on the page of those rules, for whom it is for."""

    @property
    def may_be_corrected(self) -> bool:
        """Whether a new mail address could be written down: not for who was erased or wants no mail."""
        is_theirs = self.suppression is not None and self.suppression.reason == "complained"
        return self.recipient.erased_at is None and self.recipient.unsubscribed_at is None and not is_theirs


def read_person(session: Session, actor: Actor, recipient_id: str, on: date) -> PersonPage:
    """Raises NotFound where the actor sees no such person. Gifts of campaigns that they do not see are not on it."""
    row = session.execute(
        select(Recipient, Account)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.id == recipient_id, people_of(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(_not_seen(session, actor, recipient_id))
    recipient, account = row
    facts = facts_of(session, [recipient.id], on)[recipient.id]
    shown = [fact for fact in facts if sender_sees(fact)]
    return PersonPage(
        recipient,
        person_name(recipient),
        account,
        tuple(_line(fact) for fact in shown),
        tuple(_gifts(session, recipient, actor)),
        standing(session, actor.workspace_id, recipient.email_hash) if recipient.erased_at is None else None,
        lacks_basis(recipient.country, recipient.basis, countries_asking(session, actor.workspace_id)),
        stated_of(session, recipient.id),
        tuple(fact.id for fact in shown if fact.kind in DIETARY),
        quiet_of(session, recipient, utc_now()),
    )


def _not_seen(session: Session, actor: Actor, recipient_id: str) -> str:
    """Whoever takes part in a campaign that the actor sends is no secret to them: only what a colleague gives them is."""
    takes_part = (
        select(CampaignRecipient.id)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(CampaignRecipient.recipient_id == recipient_id, campaigns_of(actor))
    )
    if session.scalar(takes_part.limit(1)) is not None:
        return "A colleague gives to this person. Ask them for the hand-over to see more."
    return "There’s no such person in this workspace."


def _line(fact: Fact) -> FactLine:
    return FactLine(
        fact.id,
        FACTS.get(fact.kind, fact.kind),
        _value(fact),
        SOURCES[fact.source],
        fact.since.date(),
        fact.valid_until,
        _effect(fact),
    )


def _effect(fact: Fact) -> str:
    if not is_from_list(fact) or not restricts(fact):
        return ""
    if not is_clear(fact):
        return "Gifts it ruled out can be chosen for this person again, unless they told us the same themselves."
    gifts = f"Gifts that are not {_value(fact)}" if fact.kind == "diet" else f"Gifts with {_value(fact)}"
    return f"{gifts} can be chosen for this person again, unless they told us the same themselves."


def _value(fact: Fact) -> str:
    if not is_clear(fact):
        return CANNOT_BE_READ.lower()
    if fact.kind == "interest":
        return describe_interest(fact.value)
    if fact.kind == "diet" and fact.value == ASK:
        return "not clear; only they can tell us"
    if fact.kind == "diet" and fact.value == NOTHING:
        return "nothing to avoid"
    if fact.kind == "away":
        return " to ".join(fact.value.split("/"))
    return _WORDS[fact.kind](fact.value) if fact.kind in _WORDS else fact.value


def _gifts(session: Session, recipient: Recipient, actor: Actor) -> list[GiftLine]:
    rows = session.execute(
        select(RecipientGift, Campaign.name, Product.texts)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(
            RecipientGift.recipient_id == recipient.id,
            or_(
                campaigns_of(actor),
                and_(
                    RecipientGift.workspace_id == actor.workspace_id,
                    given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
                ),
            ),
        )
        .order_by(RecipientGift.created_at.desc())
    )
    return [GiftLine(gift, campaign, texts["en"]["name"] if texts else None) for gift, campaign, texts in rows]
