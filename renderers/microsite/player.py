"""The section of the gift page that plays the film. It is drawn once, with the film, and spliced into the page at every visit."""

from __future__ import annotations

from renderers.context import LiveFilm, Story
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.fragments import usual_page
from renderers.proof import proof, recording


def player(story: Story, film: LiveFilm) -> bytes:
    """The section's HTML with the parts of `slots.PARTS`: what can be pressed depends on what is answered, asked and kept.

    Raises ProofFailed or TemplateError from the drawing.
    """
    with recording() as inserted:
        html = typeset(
            "microsite/live/player.html",
            story.person.locale,
            story=story,
            live=usual_page(story),
            film=film,
            clock=_clock,
            paragraphs=[lines.splitlines() for lines in film.transcript.strip().split("\n\n")],
        )
        proof(readable(html, "player"), inserted, "player")
    return html.encode()


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
