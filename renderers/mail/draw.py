"""The invitation: HTML and text from the same copy. It names no gift, no diet and no reason: mail is read over shoulders."""

from __future__ import annotations

import re
from typing import Final

from renderers.brand.wordmark import wordmark
from renderers.context import Rendition, Story
from renderers.language.joins import joins
from renderers.language.translations import text
from renderers.mail.letter import letter

VERSION: Final = "3"
FILM_PICTURE: Final = "film"
FILM_MOVING: Final = "film-moving"
"""Content ids of the film's picture, still and moving, which whoever sends the mail puts into it."""
_PICTURE: Final = re.compile(
    r'<picture>.*?<img [^>]*alt="([^"]*)" style="[^"]*(font-family:[^;"]*)[^"]*">.*?</picture>', re.DOTALL
)
_POINTER: Final = re.compile(r'<source srcset="cid:[^"]*"[^>]*>| src="cid:[^"]*"')
_WORDS: Final = r'<span style="display:block;padding:28px 24px;\2;font-size:22px;line-height:32px">\1</span>'


def draw(story: Story) -> Rendition:
    """Files: "body" (HTML), "text", "subject" (one line). Raises ProofFailed or TemplateError from the drawing."""
    mark = wordmark(story.brand, story.person)
    join = joins(story.person.locale)
    said = text(story.person.locale, "mail.film")
    return letter(
        "mail",
        "invitation",
        "mail",
        story,
        own_subject=story.subject,
        film_alt=f"{mark.name}{join['colon']}{join['gap']}{said}" if mark.name else said[:1].upper() + said[1:],
        film_link=f"{story.links.personal}#film",
        film_picture=FILM_PICTURE,
        film_moving=FILM_MOVING,
    )


def without_pictures(html: str) -> str:
    """The mail where no picture can travel in it: the words that stand for the film are read in its place."""
    return _POINTER.sub("", _PICTURE.sub(_WORDS, html))
