"""The same film for a telephone that is held upright: a square frame, laid out for it, drawn when somebody plays it there.

Words, lengths, captions, chapters and answers are those of the lying film; only its pictures are others.
"""

from __future__ import annotations

from typing import Final

from renderers.context import Rendition, Story
from renderers.video import draw as film_drawing
from renderers.video.codec.splice import splice
from renderers.video.drawing.formats import SQUARE
from renderers.video.film import film_of
from renderers.video.sound.soundtrack import tracks
from renderers.video.timeline.chapters import cues_of, mp4_chapters

VERSION: Final = film_drawing.VERSION


def draw(story: Story) -> Rendition:
    """The moving pictures alone: "body" (mp4). What stands beside them comes with the lying film or its poster.

    Raises as the lying film does, before a frame is drawn.
    """
    film = film_of(story, SQUARE)
    cues = cues_of(film.script.locale, film.storyboard)
    segments, _ = film_drawing.parts_of(film, film_drawing.opened_cache())
    sound = tracks(film, film_drawing.names_of(story.person), film_drawing.told_of(story.person))
    body = splice(segments, SQUARE, film.storyboard.rate, sound.heard, mp4_chapters(cues), sound.spoken)
    words = film_drawing.describe(film, cues)
    return Rendition("video_square", {"body": ("video/mp4", body)}, words, sound.has_voice)
