"""The one mail that reminds of a gift, or in its place offers a swap. Like the invitation it names no diet and no reason, and not
the gift itself; an offer of a swap names what they could have instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from renderers.context import Money, Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


@dataclass(frozen=True, slots=True)
class Other:
    """A product by its name, in the words of `locale`."""

    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class OfferBeside:
    """What a sender offers besides the gift, in the words of `locale`. `value` None for news, and where the giver hides what a gift
    is worth."""

    title: str
    line: str
    locale: str
    value: Money | None
    until: date | None

    @property
    def until_at(self) -> datetime | None:
        """A moment of the last day, for sentences."""
        return None if self.until is None else datetime.combine(self.until, time(12))


def reminder_mail(story: Story, offer: OfferBeside | None = None) -> Rendition:
    """Proofed. Files as of the invitation, words alone. Its link leads to the page with all offers, where a press opens one.
    Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter("reminder", "reminder", "mail.reminder", story, offer=offer)
        proof(mail.text, inserted, "reminder")
    return mail


def swap_offer_mail(story: Story, others: Sequence[Other]) -> Rendition:
    """Proofed. Files as of the invitation, words alone; no price and no reason. `others` at most three, none in staff's copy.
    Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter("swap_offer", "swap_offer", "mail.swap_offer", story, others=others)
        proof(mail.text, inserted, "swap_offer")
    return mail
