"""The mail that says that a gift has left. It names no gift and no address: mail is read over shoulders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from renderers.context import Rendition, Story
from renderers.errors import ContextError
from renderers.language import dates
from renderers.mail.letter import letter
from renderers.proof import proof, recording

_SAFE_LINK: Final = "https://"


@dataclass(frozen=True, slots=True)
class Parcel:
    """When it left and when it is expected, who carries it and under which number; what is not known is None. `follow`: an https
    address that we made ourselves."""

    sent: datetime
    expected: datetime | None = None
    carrier: str | None = None
    number: str | None = None
    follow: str | None = None


def on_its_way_mail(story: Story, parcel: Parcel) -> Rendition:
    """Proofed. Files as of the invitation, words alone. Raises ContextError for a link that is not ours to give, ProofFailed or
    TemplateError."""
    if parcel.follow is not None and not parcel.follow.startswith(_SAFE_LINK):
        raise ContextError("A parcel is followed at an https address of its carrier alone.")
    locale = story.person.locale
    with recording() as inserted:
        mail = letter(
            "delivery_news",
            "on_its_way",
            "arrival.mail",
            story,
            parcel=parcel,
            sent=dates.weekday(locale, parcel.sent),
            expected=None if parcel.expected is None else dates.weekday(locale, parcel.expected),
            where=f"{story.links.page}/where",
        )
        proof(mail.text, inserted, "on its way")
    return mail
