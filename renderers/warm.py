"""What a process needs once before its first film is quick: code, fonts, papers, the encoder's headers, the hash of all of them.

It costs a second, and no film is drawn for it.
"""

from __future__ import annotations

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video import draw
from renderers.video.codec.encode import blank_film, headers
from renderers.video.film import film_of
from renderers.video.fingerprint import made_of

__all__ = ["warm"]


def warm() -> None:
    """To be called before the first film; calling it again costs next to nothing."""
    film = film_of(SAMPLE_STORIES["jana"])
    headers(film.frame, film.storyboard.rate)
    blank_film(film.frame, film.storyboard.rate)
    for scene in film.scenes:
        made_of(scene.inputs)
    film.scenes[0].prepare()
    draw.opened_cache()
