"""The film renderer: twenty seconds made for one person, with captions, a poster and a transcript."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image

from renderers.context import Rendition, Story
from renderers.video.captions import captions_of, transcript, webvtt
from renderers.video.encode import encode
from renderers.video.film import Film, film_of
from renderers.video.planes import image_of
from renderers.video.soundtrack import soundtrack

VERSION: Final = "1"


def draw(story: Story) -> Rendition:
    """The film as files: "body" (mp4), "captions" (vtt), "poster" (webp), "transcript" (txt).

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError before a frame is drawn,
    RenderError from the encoder.
    """
    film = film_of(story)
    board = film.storyboard
    words = transcript(film.script, board)
    files = {
        "body": ("video/mp4", encode(film.frames(), film.frame, board.rate, film.scene_starts(), soundtrack(film))),
        "captions": ("text/vtt", webvtt(captions_of(film.script, board)).encode()),
        "poster": ("image/webp", _poster(film)),
        "transcript": ("text/plain", words.encode()),
    }
    return Rendition("video", files, "\n".join((words, *film.script.shown())))


def frame(story: Story, second: float) -> Image.Image:
    """One frame of this story's film, drawn alone."""
    return image_of(film_of(story).at(second))


def _poster(film: Film) -> bytes:
    file = BytesIO()
    image_of(film.poster()).save(file, "WEBP", quality=82, method=4)
    return file.getvalue()
