"""The mail that asks how a gift is. It names no gift; its links mark an answer on the page, and only a press there counts."""

from __future__ import annotations

from typing import Final

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording

MOODS: Final = ("love", "good", "not", "wrong")


def how_is_it_mail(story: Story, *, has_pair: bool = False) -> Rendition:
    """Proofed. `has_pair`: the page names something that goes with the gift; the mail says only that, since it names no thing.

    Files as of the invitation, words alone. Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter(
            "how_is_it", "how_is_it", "after.mail", story, moods=MOODS, how=f"{story.links.page}/how", has_pair=has_pair
        )
        proof(mail.text, inserted, "how is it")
    return mail
