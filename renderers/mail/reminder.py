"""The one mail that reminds of a gift. Like the invitation it names no gift, no diet and no reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from renderers.context import Money, Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


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
