"""The film renderer: twenty seconds made for one person, with captions, a poster and a transcript."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image

from renderers.context import Rendition, Story
from renderers.translations import ASSETS
from renderers.video.captions import captions_of, transcript, webvtt
from renderers.video.encode import encode
from renderers.video.film import Film, film_of
from renderers.video.planes import image_of

VERSION: Final = "1"
MUSIC: Final = ASSETS / "sounds" / "bed.m4a"
POSTER_SCENE: Final = "gift"
POSTER_AFTER: Final = 2.0
"""Seconds into its scene, when everything there has come to rest."""


def draw(story: Story) -> Rendition:
    """The film as files: "body" (mp4), "captions" (vtt), "poster" (webp), "transcript" (txt).

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError before a frame is drawn,
    RenderError from the encoder.
    """
    film = film_of(story)
    board = film.storyboard
    words = transcript(film.script, board)
    files = {
        "body": ("video/mp4", encode(film.frames(), board.rate, film.scene_starts(), MUSIC)),
        "captions": ("text/vtt", webvtt(captions_of(film.script, board)).encode()),
        "poster": ("image/webp", _poster(film)),
        "transcript": ("text/plain", words.encode()),
    }
    return Rendition("video", files, "\n".join((words, *film.script.shown())))


def frame(story: Story, second: float) -> Image.Image:
    """One frame of this story's film, drawn alone."""
    return image_of(film_of(story).at(second))


def _poster(film: Film) -> bytes:
    first = next(first for first, cut in film.storyboard.starts() if cut.scene == POSTER_SCENE)
    still = image_of(film.at(first / film.storyboard.rate + POSTER_AFTER))
    file = BytesIO()
    still.save(file, "WEBP", quality=82, method=4)
    return file.getvalue()
