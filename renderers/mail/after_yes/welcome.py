"""The first three messages to somebody who told what they would enjoy: noted, one word more, and the last with how we go on.

Each follows what they told; a motive that has no words of its own here has the neutral ones. No gift, no food and no reason for a
gift is in them.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from renderers.context import Rendition, Story
from renderers.language.translations import keys
from renderers.mail.letter import letter
from renderers.proof import proof, recording

Number = Literal["first", "second", "third"]
NUMBERS: Final[tuple[Number, ...]] = get_args(Number)
NEUTRAL: Final = "neutral"


def welcome_mail(story: Story, number: Number, motive: str | None) -> Rendition:
    """Proofed. `motive`: a code that the person told; None for words that name none.

    Files as of the invitation, words alone. Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter("welcome", "welcome", f"series.{number}", story, number=number, motive=_worded(motive))
        proof(mail.text, inserted, "welcome")
    return mail


def _worded(motive: str | None) -> str:
    return motive if motive is not None and f"series.told.{motive}" in keys("series") else NEUTRAL
