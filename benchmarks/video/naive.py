"""The film as an ordinary MoviePy script makes it: one clip for each thing on the screen, one `write_videofile` for each person.

It shows the same scenes, words, pictures, motions and music as the product's film, is handed the set type ready-made and keeps what
it need not compute again (masks at rest), so what it costs is what composing in MoviePy costs and not a clumsy script.
"""

from __future__ import annotations

from pathlib import Path

from renderers.context import Story
from renderers.video.film import film_of
from renderers.video.sound.soundtrack import bed_of
from workshop.film.reference import write_film


def make(story: Story, path: Path, preset: str | None) -> None:
    """Writes the film. `preset` None: the library's own (x264 medium, crf 23)."""
    film = film_of(story)
    write_film(film, bed_of(film), path, preset)
