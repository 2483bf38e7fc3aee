"""The film renderer: a film made for one person, with captions, a poster and a transcript.

Only scenes that nobody had before are drawn and encoded; the others come from the shelf. Then all are spliced.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image

from renderers.cache import cache_folder
from renderers.context import Rendition, Story
from renderers.errors import RenderError
from renderers.video.captions import captions_of, transcript, webvtt
from renderers.video.encode import encode, headers
from renderers.video.film import Film, FilmScene, film_of
from renderers.video.fingerprint import made_from, made_of
from renderers.video.formats import WIDE, Format
from renderers.video.planes import image_of
from renderers.video.segment import Segment, packed, require_spliceable, unpacked
from renderers.video.shelf import Shelf
from renderers.video.soundtrack import soundtrack
from renderers.video.splice import splice

VERSION: Final = "2"
POSTER_QUALITY: Final = 82


def draw(story: Story, frame: Format = WIDE) -> Rendition:
    """The film as files: "body" (mp4), "captions" (vtt), "poster" (webp), "transcript" (txt).

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError that name scene and field before a frame is drawn,
    RenderError from the encoder.
    """
    film = film_of(story, frame)
    board = film.storyboard
    words = transcript(film.script, board)
    segments, poster = parts_of(film, Shelf(cache_folder("film-scenes")))
    files = {
        "body": ("video/mp4", splice(segments, frame, board.rate, soundtrack(film))),
        "captions": ("text/vtt", webvtt(captions_of(film.script, board)).encode()),
        "poster": ("image/webp", poster),
        "transcript": ("text/plain", words.encode()),
    }
    return Rendition("video", files, "\n".join((words, *film.script.shown())))


def frame(story: Story, second: float) -> Image.Image:
    """One frame of this story's film, drawn alone."""
    return image_of(film_of(story).at(second))


def parts_of(film: Film, shelf: Shelf) -> tuple[tuple[Segment, ...], bytes]:
    """The coded scenes in order and the poster as WebP, from the shelf or made and kept there.

    All that may be refused is refused before the first frame is drawn. Raises ImageRefused, FontMissing or RenderError.
    """
    origins = [made_of(scene.inputs) for scene in film.scenes]
    found = [_kept(shelf, film, scene, origin) for scene, origin in zip(film.scenes, origins, strict=True)]
    at = next(at for at, scene in enumerate(film.scenes) if scene.cut.scene == film.storyboard.poster.scene)
    still_of = made_from("poster", origins[at], repr(film.storyboard.poster.frame), repr(POSTER_QUALITY))
    still = shelf.find(still_of)
    for number, scene in enumerate(film.scenes):
        if found[number] is None or (number == at and still is None):
            scene.prepare()
    if still is None:
        still = _poster(film)
        shelf.keep(still_of, still)
    segments = tuple(
        kept or _made(shelf, film, scene, origin)
        for kept, scene, origin in zip(found, film.scenes, origins, strict=True)
    )
    return segments, still


def _kept(shelf: Shelf, film: Film, scene: FilmScene, origin: bytes) -> Segment | None:
    block = shelf.find(origin)
    if block is None:
        return None
    try:
        segment = unpacked(block)
        _check(film, scene, segment)
    except (ValueError, RenderError):
        shelf.forget(origin)
        return None
    return segment


def _made(shelf: Shelf, film: Film, scene: FilmScene, origin: bytes) -> Segment:
    segment = encode(scene.frames(), film.frame, film.storyboard.rate)
    _check(film, scene, segment)
    shelf.keep(origin, packed(segment))
    return segment


def _check(film: Film, scene: FilmScene, segment: Segment) -> None:
    require_spliceable(segment, headers(film.frame, film.storyboard.rate), scene.cut.frames, scene.cut.scene)


def _poster(film: Film) -> bytes:
    file = BytesIO()
    image_of(film.poster()).save(file, "WEBP", quality=POSTER_QUALITY, method=2)
    return file.getvalue()
