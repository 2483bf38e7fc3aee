"""`python -m benchmarks.video.captions [--every 8]`: how fast captions are and how long films last, by language and board.

Nothing is drawn. Letters are counted as `renderers/video/reading` counts them. "on screen" is the same for the words that a
scene shows, over the time from its beginning until they leave.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from benchmarks.video.readers import BOARDS, SPEAKERS, stories
from renderers.context import Story
from renderers.video.drawing.motion import LEAVING_SECONDS
from renderers.video.film import Film, film_of
from renderers.video.reading import letters

HEAD: Final = "language board    worst letters/s  shortest s  on screen letters/s  film s: least median most"


@dataclass(frozen=True)
class Figures:
    """The worst of some films: letters a second of a caption, seconds of the shortest one, letters a second on a frame."""

    films: int
    fastest: float
    shortest: float
    on_screen: float
    seconds: tuple[float, float, float]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.video.captions")
    parser.add_argument("--every", type=int, default=8)
    asked = parser.parse_args()
    print(HEAD)
    for language in SPEAKERS:
        told = tuple(stories(language, asked.every))
        for board, as_one in BOARDS.items():
            got = measured(map(as_one, told), board)
            least, median, most = got.seconds
            print(
                f"{language:8} {board:8} {got.fastest:15.2f} {got.shortest:11.2f} {got.on_screen:20.2f}"
                f" {least:14g} {median:6g} {most:4g}"
            )


def measured(told: Iterable[Story], board: str) -> Figures:
    """The films of these stories, each by the board that is for it. Raises ValueError where that is another than this one."""
    films = [film_of(story) for story in told]
    if other := {film.storyboard.name for film in films} - {board}:
        raise ValueError(f"{other} was chosen instead of {board}")
    captions = [caption for film in films for caption in film.captions]
    seconds = [film.storyboard.seconds for film in films]
    return Figures(
        films=len(films),
        fastest=max(letters("".join(each.lines)) / (each.end - each.begin) for each in captions),
        shortest=min(each.end - each.begin for each in captions),
        on_screen=max(rate for film in films for rate in _on_screen(film)),
        seconds=(min(seconds), statistics.median(seconds), max(seconds)),
    )


def _on_screen(film: Film) -> Iterable[float]:
    for cut in film.storyboard.scenes:
        shown = letters("".join(film.script.spoken(cut.scene)))
        yield shown / (cut.frames / film.storyboard.rate - LEAVING_SECONDS)


if __name__ == "__main__":
    main()
