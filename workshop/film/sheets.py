"""Contact sheets of films, a frame a second, to look at: python -m workshop.film.sheets FOLDER [NAME ...]

Writes `<name>.webp` for each of a cast that between them have every language, motive and stage, somebody whose name nobody knows
and somebody who swapped. Each frame says its second and its scene. What is cut off, overlaps, runs the wrong way or says what a
stage must not say is seen here in a minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from renderers.context import Story
from renderers.relation import Daypart, Lifecycle, Motive, Relationship
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.planes import image_of
from renderers.video.film import Film, film_of
from workshop.pictures.labels import font
from workshop.pictures.palette import INK, PAPER

_COLUMNS, _WIDE, _HIGH, _FOOT, _GAP = 4, 480, 270, 22, 6
"""Frames across; their size, the strip under each and what is between them, in pixels."""


def _met(
    who: str,
    motive: Motive | None,
    relationship: Relationship = "customer",
    lifecycle: Lifecycle | None = None,
    daypart: Daypart | None = None,
) -> Story:
    """A sample story of somebody who is moved by this and stands so with the giver. A stranger was given nothing before."""
    story = replace(SAMPLE_STORIES[who], motive=motive, relationship=relationship, lifecycle=lifecycle, daypart=daypart)
    return replace(story, past_gifts=(), remembered=None) if relationship == "prospect" else story


CAST: Final[Mapping[str, Story]] = {
    "en-prospect": _met("no-name", "curiosity", "prospect"),
    "en-swapped": replace(_met("jana", "sport", lifecycle="active"), is_swapped=True),
    "cs-active": _met("jana-cs", "calm", lifecycle="active"),
    "ja-renewal": _met("misaki", "focus", lifecycle="renewal"),
    "ru-new": _met("darya", "craft", lifecycle="new"),
    "ro-lapsed": _met("stefan", "sport", lifecycle="lapsed"),
    "is-partner": _met("thordis", "family", "partner"),
    "ar-evening": _met("amal", "curiosity", lifecycle="active", daypart="evening"),
}
"""Name of a sheet -> who is in it."""


def main(arguments: Sequence[str]) -> int:
    """0 when the sheets are written, 2 where one is asked for that there is not."""
    parser = argparse.ArgumentParser(prog="python -m workshop.film.sheets")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="sheets to write; all of them where none is named")
    wish = parser.parse_args(arguments)
    if unknown := sorted(set(wish.names) - set(CAST)):
        sys.stderr.write(f"There is no sheet {', '.join(unknown)}; choose from {', '.join(CAST)}.\n")
        return 2
    wish.folder.mkdir(parents=True, exist_ok=True)
    for name in wish.names or CAST:
        film = film_of(CAST[name])
        lay_out(film).save(wish.folder / f"{name}.webp", "WEBP", quality=90)
        sys.stdout.write(f"{name} {film.storyboard.name} {film.storyboard.seconds:g} s\n")
        sys.stdout.flush()
    return 0


def moments(film: Film) -> list[tuple[float, str]]:
    """The middle of each second of a film, and the scene that it falls into."""
    starts = [(first / film.storyboard.rate, cut.scene) for first, cut in film.storyboard.starts()]
    middles = [second + 0.5 for second in range(int(film.storyboard.seconds))]
    return [(at, [scene for begin, scene in starts if begin <= at][-1]) for at in middles]


def lay_out(film: Film) -> Image.Image:
    """A frame a second, in rows."""
    found = moments(film)
    rows = -(-len(found) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * (_WIDE + _GAP), rows * (_HIGH + _FOOT)), PAPER)
    pen = ImageDraw.Draw(sheet)
    for place, (at, scene) in enumerate(found):
        x, y = place % _COLUMNS * (_WIDE + _GAP), place // _COLUMNS * (_HIGH + _FOOT)
        frame = image_of(film.at(at)).resize((_WIDE, _HIGH), Image.Resampling.LANCZOS)
        sheet.paste(frame, (x, y))
        pen.text((x + 4, y + _HIGH + _FOOT / 2), f"{at:.1f} {scene}", font=font("title", 14), fill=INK, anchor="lm")
    return sheet


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
