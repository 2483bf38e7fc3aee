"""The invitation: HTML and text from the same copy. It names no gift, no diet and no reason: mail is read over shoulders."""

from __future__ import annotations

from typing import Final

from renderers import names
from renderers.context import Rendition, Story
from renderers.mail.letter import letter

VERSION: Final = "1"


def draw(story: Story) -> Rendition:
    """Files: "body" (HTML), "text", "subject" (one line). Raises ProofFailed or TemplateError from the drawing."""
    return letter(
        "mail",
        "invitation",
        "mail",
        story,
        film_name=names.masthead_name(story.person) or story.brand.name,
        film_link=f"{story.links.page}#film",
    )
