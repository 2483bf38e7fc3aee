"""The note that a gift's value was donated: one page of paper that names no person. Proofed like every output."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from renderers.context import Money, Rendition, Sender
from renderers.errors import ProofFailed
from renderers.language.money import money
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.read_back import words_of

VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class DonationStory:
    """`price` None where the giver hides it; `registration` None where nobody wrote it down."""

    locale: str
    number: str
    sender: Sender
    charity: str
    registration: str | None
    price: Money | None
    reference: str
    booked_at: datetime


def note_key(story: DonationStory) -> str:
    """64 hex digits: equal exactly for the same note."""
    told = json.dumps(asdict(story), default=datetime.isoformat, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"donation note {VERSION}\0{told}".encode()).hexdigest()


def donation_note(story: DonationStory) -> Rendition:
    """The note as "body", a PDF. Raises ProofFailed where a word is missing in it, FontMissing and TemplateError as any drawing."""
    with recording() as inserted:
        html = typeset("statement/donation.html", story.locale, story=story)
    words = readable(html, "donation note")
    proof(words, inserted, "donation note")
    require_letters(words, "donation note")
    body = print_pdf(html, f"{story.number} donation {note_key(story)[:16]}")
    told = "".join(words_of(body).split())
    for figure in (story.number, story.reference, "" if story.price is None else money(story.locale, story.price)):
        if story.locale not in {"ar"} and "".join(figure.split()) not in told:
            raise ProofFailed(f"The figure {figure!r} is not in the finished PDF.", where="donation note")
    return Rendition("donation", {"body": ("application/pdf", body)}, words)
