"""A new campaign begun from a past one: what can be copied from it, in three parts, and what never is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of
from service.planning.message.form.read_form import LANGUAGES, show_builder
from service.planning.message.form.translated import WORDS, shown_words
from service.workspaces.actor import Actor

Part = Literal["words", "rules", "look"]
PARTS: Final[Mapping[Part, str]] = {"words": "The text", "rules": "The rules", "look": "Sender and look"}
_FIELDS: Final[Mapping[Part, tuple[str, ...]]] = {
    "words": ("subject_", "occasion_", "message_", "purpose"),
    "rules": (
        "currency", "budget", "band_", "account_budget", "yearly_cap", "public_cap", "uniqueness", "swap", "price_", "undo_hours",
        "films", "charity_",
    ),
    "look": ("brand_", "sender_", "card_"),
}  # fmt: skip
"""Part -> how its fields in the builder begin. A field that stands nowhere here is never copied."""
NEVER: Final = (
    "People and their answers",
    "The plan, and who approved it",
    "Money: what was set aside or spent",
    "Dates: when it leaves, until when it’s open",
    "The line on the gifts",
)
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One campaign that can be begun from."""

    campaign: Campaign
    people: int


def past_campaigns(session: Session, actor: Actor) -> list[Past]:
    """Those that the actor sees, the newest first."""
    people = select(func.count()).where(CampaignRecipient.campaign_id == Campaign.id).scalar_subquery()
    rows = session.execute(
        select(Campaign, people).where(campaigns_of(actor)).order_by(Campaign.created_at.desc()).limit(SHOWN)
    )
    return [Past(campaign, int(number)) for campaign, number in rows]


def find_past(session: Session, actor: Actor, campaign_id: str) -> Campaign | None:
    """The campaign to begin from, if it is one that they see."""
    return session.scalar(select(Campaign).where(Campaign.id == campaign_id, campaigns_of(actor)))


def copied_fields(campaign: Campaign, parts: Collection[str]) -> dict[str, str]:
    """The builder's fields of these parts, as they stand in the campaign."""
    begins = tuple(begin for part, fields in _FIELDS.items() if part in parts for begin in fields)
    return {name: text for name, text in show_builder(campaign).items() if begins and name.startswith(begins)}


def described(campaign: Campaign) -> dict[Part, str]:
    """Part -> what of it would be copied, in words."""
    words = len(str(campaign.message.get("en", "")).split())
    others = languages_in(campaign)
    low, high, budget = (
        str(money("en", Money(amount, campaign.currency)))
        for amount in (campaign.band_min_minor, campaign.band_max_minor, campaign.budget_minor)
    )
    different = "no two people" if campaign.uniqueness == "campaign" else "no two colleagues"
    return {
        "words": f"the occasion and a message of {words} words in English"
        + (f"; {', '.join(others)}" if others else ""),
        "rules": f"a budget of {budget}, gifts from {low} to {high}, {different} get the same gift, limits and charities",
        "look": f"{campaign.sender['name']}, {campaign.sender['company']}, and the colours of {campaign.brand['name']}",
    }


def languages_in(campaign: Campaign) -> list[str]:
    """The other languages in which the campaign has words, by name."""
    found = {
        locale for name in WORDS for locale, text in shown_words(campaign, name).items() if text and locale != "en"
    }
    return [title for locale, title in LANGUAGES.items() if locale in found]
