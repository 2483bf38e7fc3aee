"""What more or less motion costs: the same films with light, thread and camera moved more or less often, in CPU seconds and bytes.

The product moves them fifteen times a second, on twos. What another choice would cost is measured here, so that it can be looked at
again whenever drawing or coding changes.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Final
from unittest.mock import patch

from benchmarks.video.moves import motion
from benchmarks.video.people import people
from renderers.render import render
from renderers.runtime.cache import keep_in
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing import backdrop
from renderers.video.drawing.alive import depth, strand
from renderers.video.drawing.rasters import forget
from renderers.video.film import film_of
from renderers.video.shown import light
from renderers.video.sound.narration.voices import let_speak
from service.jobs.give_back import give_back

_LIGHT: Final = (light, strand, backdrop)
_ALL: Final = (*_LIGHT, depth)
CHOICES: Final[Mapping[str, tuple[tuple[ModuleType, ...], int]]] = {
    "everything thirty times a second": (_ALL, 30),
    "the camera thirty times": ((depth,), 30),
    "fifteen times, as the product does": ((), 15),
    "the camera ten times": ((depth,), 10),
    "light and thread ten times": (_LIGHT, 10),
    "everything ten times": (_ALL, 10),
}
"""What is chosen -> what moves otherwise, and how many times a second."""


@dataclass(frozen=True, slots=True)
class Point:
    """One choice: CPU seconds and bytes of a film with nothing kept, and the share of frames that differ from the one two before,
    in the scene that moves least."""

    choice: str
    cpu: float
    motion: float
    bytes_median: float


def frontier(count: int, folder: Path) -> Iterator[Point]:
    """Each choice in a process of its own, as a worker is one."""
    for number, choice in enumerate(CHOICES):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
            yield worker.submit(measure, choice, count, folder / f"choice{number}").result()


def measure(choice: str, count: int, folder: Path) -> Point:
    """The films of `count` people, moved as this choice has it."""
    let_speak("off", folder)
    with _moved(*CHOICES[choice]):
        keep_in(folder / "warm")
        for name in ("jana", "jana-cs"):
            render("video", SAMPLE_STORIES[name])  # a worker's first films open fonts and papers
        keep_in(folder / "kept")
        forget()
        cpu: list[float] = []
        moves: list[float] = []
        sizes: list[int] = []
        for story in people(count):
            began = process_time()
            body = render("video", story).body
            give_back()
            cpu.append(process_time() - began)
            sizes.append(len(body))
            path = folder / "film.mp4"
            path.write_bytes(body)
            moves += motion(film_of(story), path).values()
    return Point(choice, statistics.mean(cpu), min(moves), statistics.median(sizes))


@contextmanager
def _moved(modules: tuple[ModuleType, ...], steps: int) -> Iterator[None]:
    """Moves what these modules draw so many times a second."""
    patches = [patch.object(module, "STEPS", steps) for module in modules]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def print_frontier(count: int, folder: Path) -> None:
    """The table, a line as soon as it is measured."""
    print(
        "| what moves how often | CPU s a film, nothing kept | motion in the scene that moves least | bytes, median |"
    )
    print("|---|---|---|---|")
    for one in frontier(count, folder):
        print(f"| {one.choice} | {one.cpu:.2f} | {one.motion:.2f} | {one.bytes_median:,.0f} |", flush=True)
