"""The film's chapters and what can be pressed while it plays, from its scenes: for the player, as WebVTT, and in the MP4."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from renderers.cues import Act, Chapter, Cues, Zone
from renderers.language.translations import keys, text
from renderers.video.timeline.captions import Caption, webvtt
from renderers.video.timeline.storyboard import Storyboard

if TYPE_CHECKING:  # named in the stubs alone
    from av.container.core import Chapter as Mp4Chapter

PRESSED: Final[dict[Act, frozenset[str]]] = {
    "accept": frozenset({"yours", "sign_off"}),
    "others": frozenset({"swap"}),
    "ask": frozenset({"sign_off"}),
}
"""Answer -> the scenes that speak of it. What a scene offers stays offered while the next one offers it too."""
_THOUSANDTH: Final = Fraction(1, 1000)


def cues_of(locale: str, board: Storyboard) -> Cues:
    """Chapters and zones of a film. A scene begins a chapter where the catalogs name it; others belong to the one before.

    Raises TemplateError for a name that is missing in this language.
    """
    return Cues(board.seconds, _chapters(locale, board), tuple(zone for act in PRESSED for zone in _zones(act, board)))


def chapters_vtt(cues: Cues) -> str:
    """The chapters as a WebVTT file for <track kind=chapters>."""
    return webvtt(tuple(Caption(chapter.begin, chapter.end, (chapter.title,)) for chapter in cues.chapters))


def mp4_chapters(cues: Cues) -> list[Mp4Chapter]:
    """The chapters as the container keeps them, for `set_chapters`."""
    return [
        {
            "id": number,
            "start": round(chapter.begin * 1000),
            "end": round(chapter.end * 1000),
            "time_base": _THOUSANDTH,
            "metadata": {"title": chapter.title},
        }
        for number, chapter in enumerate(cues.chapters)
    ]


def _chapters(locale: str, board: Storyboard) -> tuple[Chapter, ...]:
    named = {key.removeprefix("film.chapter.") for key in keys("film") if key.startswith("film.chapter.")}
    begins = [(first / board.rate, cut.scene) for first, cut in board.starts() if cut.scene in named]
    if begins and begins[0][0] > 0:
        begins[0] = (0.0, begins[0][1])
    ends = [begin for begin, _ in begins[1:]] + [board.seconds]
    return tuple(
        Chapter(scene, text(locale, f"film.chapter.{scene}"), begin, end)
        for (begin, scene), end in zip(begins, ends, strict=True)
    )


def _zones(act: Act, board: Storyboard) -> list[Zone]:
    zones: list[Zone] = []
    for first, cut in board.starts():
        begin, end = first / board.rate, (first + cut.frames) / board.rate
        if cut.scene not in PRESSED[act]:
            continue
        if zones and zones[-1].end == begin:
            begin = zones.pop().begin
        zones.append(Zone(act, begin, end))
    return zones
