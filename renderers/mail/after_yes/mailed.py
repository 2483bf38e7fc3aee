"""The mail that a gift comes by: its code or link. It names no gift, since mail is read over shoulders."""

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
class Code:
    """The code, or the https link, and until when the page shows it; `code` None for staff, who are not shown it."""

    code: str | None
    until: datetime
    link: str | None = None


def mailed_mail(story: Story, code: Code) -> Rendition:
    """Proofed. Files as of the invitation, words alone. Raises ContextError for what is no link, ProofFailed or TemplateError."""
    if code.link is not None and not code.link.startswith(_SAFE_LINK):
        raise ContextError("What comes by email leads to an https address alone.")
    with recording() as inserted:
        mail = letter(
            "delivery_news",
            "mailed",
            "digital.mail",
            story,
            code=code,
            until_day=dates.full_day(story.person.locale, code.until),
            where=f"{story.links.page}/where",
        )
        proof(mail.text, inserted, "mailed")
    return mail
