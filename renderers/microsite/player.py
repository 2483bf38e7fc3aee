"""The section of the gift page that plays the film. It is drawn once, with the film, and spliced into the page at every visit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from renderers.context import LiveFilm, Story
from renderers.language.joins import joins
from renderers.language.names import masthead_name
from renderers.language.translations import Worded
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.fragments import usual_page
from renderers.proof import proof, recording


def player(story: Story, film: LiveFilm) -> bytes:
    """The section's HTML with the parts of `slots.PARTS`: what can be pressed depends on what is answered, asked and kept.

    Raises ProofFailed or TemplateError from the drawing.
    """
    told_in = _languages(story)
    with recording() as inserted:
        html = typeset(
            "microsite/live/player.html",
            story.person.locale,
            story=story,
            live=usual_page(story),
            film=film,
            clock=_clock,
            seconds=max(1, round(film.cues.seconds)),
            is_unnamed=_is_unnamed(story, film.voice.left_out),
            spoken_not=joins(story.person.locale)["comma"].join(film.voice.left_out) or None,
            paragraphs=[
                [Worded(line, told_in.get(line, story.person.locale)) for line in lines.splitlines()]
                for lines in film.transcript.strip().split("\n\n")
            ],
        )
        proof(readable(html, "player"), inserted, "player")
    return html.encode()


def _languages(story: Story) -> Mapping[str, str]:
    """A product's own lines in the transcript -> the language that they are in."""
    gifts = (story.gift, *story.alternatives)
    return {line: gift.locale for gift in gifts for line in (gift.name, gift.line, gift.inside)}


def _is_unnamed(story: Story, left_out: Collection[str]) -> bool:
    """Whether the voice leaves out a word of the reader's name."""
    name = masthead_name(story.person)
    return name is not None and any(word in left_out for word in name.split())


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
