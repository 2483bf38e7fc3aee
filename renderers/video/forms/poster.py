"""What stands for a film until somebody plays it: its still, and every word a player needs. No frame of the film is encoded.

What the film would refuse is refused here already, so that nobody is invited to a film that cannot be made.
"""

from __future__ import annotations

from typing import Final

from renderers.context import LiveFilm, Rendition, Story
from renderers.microsite.player import player
from renderers.video import draw as film_drawing
from renderers.video.film import film_of
from renderers.video.timeline.captions import transcript
from renderers.video.timeline.chapters import cues_of

VERSION: Final = film_drawing.VERSION


def draw(story: Story) -> Rendition:
    """The files a film has besides its pictures: "body" is the still (webp); what comes beside a film; "refused" for its place on
    the page where it could not be made.

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError that name scene and field.
    """
    film = film_of(story)
    for scene in film.scenes:
        scene.prepare()
    cues = cues_of(film.script.locale, film.storyboard)
    cache = film_drawing.opened_cache()
    words = transcript(film.script, film.storyboard)
    files = {
        "body": ("image/webp", film_drawing.poster_of(film, cache)),
        **film_drawing.beside(story, film, cues, cache, "on_play"),
        "refused": ("text/html", player(story, LiveFilm(cues, words, "refused"))),
    }
    return Rendition("poster", files, film_drawing.describe(film, cues))
