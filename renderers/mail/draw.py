"""The invitation: HTML and text from the same copy. Mail is read over shoulders: it names no diet and not what is given; of what
was given last time it names only what is neither eaten nor put on skin."""

from __future__ import annotations

import re
from typing import Final

from renderers.brand.wordmark import wordmark
from renderers.context import Rendition, Story
from renderers.language.joins import joins
from renderers.language.translations import text
from renderers.mail.letter import letter
from renderers.welcome.sentences import subject_key

VERSION: Final = "4"
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
        subject_key=subject_key(story),
        own_subject=story.subject,
        film_alt=f"{mark.name}{join['colon']}{join['gap']}{said}" if mark.name else said[:1].upper() + said[1:],
        film_link=f"{story.links.personal}#film",
        film_picture=FILM_PICTURE,
        film_moving=FILM_MOVING,
    )


def without_pictures(html: str) -> str:
    """The mail where no picture can travel in it: the words that stand for the film are read in its place."""
    return _POINTER.sub("", _PICTURE.sub(_WORDS, html))
