"""Our own way, measured in a process of its own, as a worker is one: its memory is nobody else's."""

from __future__ import annotations

import hashlib
import resource
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

import av

from benchmarks.video.people import people, renamed
from renderers.context import Story
from renderers.render import render
from renderers.runtime.cache import keep_in
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.rasters import forget
from renderers.video.film import film_of
from renderers.video.sound.narration.voices import let_speak
from service.jobs.give_back import give_back

COLD_PEOPLE = 3
LOOKED_AT = 10
"""Films of which motion and flashes are counted."""
NEW_NAMES = 5


@dataclass(frozen=True)
class Batch:
    """CPU seconds for one film, unless named otherwise. `first_bytes` in wall seconds, the slowest of several."""

    cold: float
    batch: float
    cached: float
    new_name: float
    first_bytes: float
    bytes_median: float
    bytes_most: int
    peak_rss_mb: float
    boards: tuple[str, ...]
    audio_distinct: int
    longest_seconds: float


def measure(count: int, folder: Path) -> Batch:
    """Makes `count` films with nothing kept at first, then again with everything kept. Films of some are left in the folder."""
    everybody = people(count)
    let_speak("off", folder)  # as the ordinary ways are silent too
    keep_in(folder / "warm")
    for name in ("jana", "jana-cs"):
        render("video", SAMPLE_STORIES[name])  # a worker's first films open fonts and papers
    cold = statistics.mean(_cold(story, folder / f"cold{at}") for at, story in enumerate(everybody[:COLD_PEOPLE]))
    keep_in(folder / "shelf")
    sizes: list[int] = []
    sounds: set[bytes] = set()

    def make(story: Story) -> None:
        body = render("video", story).body
        sizes.append(len(body))
        sounds.add(_sound(body))

    batch = _each(everybody, make)
    cached = _each(everybody, lambda story: render("video", story))
    waits: list[float] = []
    new = _each((renamed(everybody[at], at) for at in range(NEW_NAMES)), lambda story: waits.append(_wait(story)))
    for at, story in enumerate(everybody[:LOOKED_AT]):
        (folder / f"ours{at}.mp4").write_bytes(render("video", story).body)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    films = [film_of(story) for story in everybody]
    return Batch(
        cold,
        batch,
        cached,
        new,
        max(waits),
        statistics.median(sizes),
        max(sizes),
        peak,
        tuple(sorted({film.storyboard.name for film in films})),
        len(sounds),
        max(film.storyboard.seconds for film in films),
    )


def _sound(body: bytes) -> bytes:
    """The hash of the coded sound of a film."""
    digest = hashlib.sha256()
    with av.open(BytesIO(body), "r") as film:
        for packet in film.demux(audio=0):
            digest.update(bytes(packet))
    return digest.digest()


def half(count: int, folder: Path, part: int) -> None:
    """Every second film, for two workers at one shelf."""
    let_speak("off", folder)
    keep_in(folder)
    for story in people(count)[part::2]:
        render("video", story)


def _cold(story: Story, folder: Path) -> float:
    keep_in(folder)
    forget()
    began = process_time()
    render("video", story)
    return process_time() - began


def _each(stories: Iterable[Story], make: Callable[[Story], object]) -> float:
    """CPU seconds of one; after each the memory is given back, as a worker does after every job that took long."""
    began, made = process_time(), 0
    for story in stories:
        make(story)
        give_back()
        made += 1
    return (process_time() - began) / made


def _wait(story: Story) -> float:
    began = perf_counter()
    render("video", story)
    return perf_counter() - began
