"""`python -m benchmarks.video --json FILE [--recipients 50]`: CPU seconds a film costs, in the product and in the ordinary ways.
`--frontier [--recipients 3]` prints what more or less motion costs instead.

All figures of one run come from one machine in one hour; a ratio divides two of them. CPU time counts children, so a busy machine
changes the seconds and hardly the ratios.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal

from benchmarks.video import filtergraph, naive, quality, served
from benchmarks.video.batch import COLD_PEOPLE, LOOKED_AT, Batch, half, measure
from benchmarks.video.frontier import print_frontier
from benchmarks.video.moves import flashes, motion
from benchmarks.video.people import people
from renderers.video.codec.encode import OPTIONS
from renderers.video.film import film_of

OURS: Final = f"{OPTIONS['preset']}, qp {OPTIONS['qp']}"
BARS: Final[Mapping[str, tuple[Literal["at most", "at least"], float]]] = {
    "cpu_seconds_per_person": ("at most", 3.5),
    "cpu_seconds_per_person_gift_kept": ("at most", 1.5),
    "cpu_ratio_batch": ("at least", 15),
    "cpu_ratio_vs_ffmpeg_ultrafast": ("at least", 3.5),
    "cpu_ratio_cold": ("at least", 10),
    "same_preset_ratio": ("at least", 8),
    "motion_least": ("at least", 0.8),
    "flashes_most_in_a_second": ("at most", 3),
    "ssim_min": ("at least", 0.98),
    "bytes_median": ("at most", 1_800_000),
    "peak_rss_mb": ("at most", 400),
    "first_bytes_seconds": ("at most", 1),
}
"""Figure -> what it has to keep, on a quiet machine."""
Row = tuple[str, str, float, int, float, float]
"""Way, preset and quality, CPU seconds, bytes, mean SSIM, worst SSIM."""


def main() -> None:
    """Prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.video")
    parser.add_argument("--json", type=Path, help="where the figures are written")
    parser.add_argument("--recipients", type=int, default=50)
    parser.add_argument("--frontier", action="store_true", help="print what more or less motion costs instead")
    asked = parser.parse_args()
    if asked.frontier:
        with tempfile.TemporaryDirectory(prefix="handpicked-frontier-") as name:
            print_frontier(asked.recipients, Path(name))
        return
    if asked.json is None:
        parser.error("say with --json where the figures go")
    with tempfile.TemporaryDirectory(prefix="handpicked-benchmark-") as name:
        folder = Path(name)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as worker:
            ours = worker.submit(measure, asked.recipients, folder).result()
        wall = _two_workers(asked.recipients, folder / "pair")
        with ProcessPoolExecutor(1, mp_context=context) as waiting:
            waits = waiting.submit(
                served.measure, folder / "product", min(asked.recipients, len(served.NAMES))
            ).result()
        rows = [_ours_row(ours, folder), *_ordinary_rows(folder)]
        looked_at = [*enumerate(people(asked.recipients)[:LOOKED_AT])]
        moves = [motion(film_of(story), folder / f"ours{at}.mp4") for at, story in looked_at]
        most_flashes = max(flashes(folder / f"ours{at}.mp4") for at, _ in looked_at)
    figures = _figures(ours, rows, wall) | {
        "served_first_bytes_new_name_seconds": round(waits.new_name, 2),
        "served_first_bytes_new_name_slowest_seconds": round(waits.new_name_slowest, 2),
        "served_first_bytes_new_gift_seconds": round(waits.new_gift, 2),
        "motion": {scene: round(share, 3) for scene, share in _least_by_scene(moves).items()},
        "flashes_most_in_a_second": most_flashes,
        "motion_least": round(min(share for one in moves for share in one.values()), 3),
    }
    _print(ours, rows, figures)
    asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _least_by_scene(moves: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Scene -> its share in the film in which it moves least."""
    least: dict[str, float] = {}
    for film in moves:
        for scene, share in film.items():
            least[scene] = min(share, least.get(scene, 1.0))
    return least


def _two_workers(count: int, folder: Path) -> float:
    """Wall seconds a film when two processes share the work and the shelf, their start included."""
    began = perf_counter()
    pair = [multiprocessing.get_context("spawn").Process(target=half, args=(count, folder, part)) for part in (0, 1)]
    for worker in pair:
        worker.start()
    for worker in pair:
        worker.join()
    assert all(worker.exitcode == 0 for worker in pair)
    return (perf_counter() - began) / count


def _ours_row(ours: Batch, folder: Path) -> Row:
    measured = [quality.ssim(film_of(story), folder / f"ours{at}.mp4") for at, story in enumerate(people(COLD_PEOPLE))]
    mean = sum(mean for mean, _ in measured) / len(measured)
    return ("Handpicked", OURS, ours.batch, round(ours.bytes_median), mean, min(worst for _, worst in measured))


def _ordinary_rows(folder: Path) -> list[Row]:
    story = people(1)[0]
    film = film_of(story)
    ways: tuple[tuple[str, str, Callable[[Path], object]], ...] = (
        ("MoviePy, its default", "medium, crf 23", lambda path: naive.make(story, path, None)),
        ("MoviePy", "ultrafast, crf 23", lambda path: naive.make(story, path, "ultrafast")),
        ("ffmpeg, one filtergraph", "ultrafast, crf 23", lambda path: filtergraph.make(story, path, "ultrafast")),
        ("ffmpeg, one filtergraph", "medium, crf 23", lambda path: filtergraph.make(story, path, "medium")),
    )
    rows: list[Row] = []
    for number, (way, settings, make) in enumerate(ways):
        path = folder / f"ordinary{number}.mp4"
        began = _cpu()
        make(path)
        cpu = _cpu() - began
        mean, worst = quality.ssim_of_rgb(film, path)
        rows.append((way, settings, cpu, path.stat().st_size, mean, worst))
    return rows


def _cpu() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _figures(ours: Batch, rows: list[Row], wall: float) -> dict[str, Any]:
    _, default, ultrafast, graph, _ = (row[2] for row in rows)
    return {
        "cpu_seconds_per_person": round(ours.batch, 3),
        "cpu_seconds_per_person_gift_kept": round(ours.new_name, 3),
        "boards_used": list(ours.boards),
        "audio_distinct": ours.audio_distinct,
        "longest_film_seconds": ours.longest_seconds,
        "cpu_ratio_batch": round(default / ours.batch, 1),
        "cpu_ratio_cold": round(default / ours.cold, 1),
        "cpu_ratio_cached": round(default / ours.cached),
        "cpu_ratio_new_name": round(default / ours.new_name, 1),
        "cpu_ratio_vs_ffmpeg_ultrafast": round(graph / ours.batch, 1),
        "cpu_ratio_cold_vs_ffmpeg_ultrafast": round(graph / ours.cold, 1),
        "same_preset_ratio": round(ultrafast / ours.cold, 1),
        "same_preset_ratio_batch": round(ultrafast / ours.batch, 1),
        "ssim_min": round(rows[0][5], 4),
        "ssim_mean": round(rows[0][4], 4),
        "bytes_median": round(ours.bytes_median),
        "bytes_most": ours.bytes_most,
        "peak_rss_mb": round(ours.peak_rss_mb),
        "first_bytes_seconds": round(ours.first_bytes, 2),
        "wall_seconds_two_workers": round(wall, 2),
        "cpu_seconds_batch": round(ours.batch, 3),
        "cpu_seconds_cold": round(ours.cold, 3),
        "cpu_seconds_cached": round(ours.cached, 4),
        "cpu_seconds_moviepy_default": round(default, 2),
        "cpu_seconds_moviepy_ultrafast": round(ultrafast, 2),
        "cpu_seconds_ffmpeg_ultrafast": round(graph, 2),
        "settings": OURS,
    }


def _print(ours: Batch, rows: list[Row], figures: dict[str, Any]) -> None:
    print("| way | preset, quality | CPU s a film | bytes | SSIM mean, worst frame | MoviePy default / this |")
    print("|---|---|---|---|---|---|")
    default = rows[1][2]
    cases = (
        ("batch", ours.batch),
        ("cold", ours.cold),
        ("only name and link new", ours.new_name),
        ("kept", ours.cached),
    )
    _, settings, _, size, mean, worst = rows[0]
    for case, cpu in cases:
        print(
            f"| Handpicked, {case} | {settings} | {cpu:.3f} | {size:,} | {mean:.4f}, {worst:.4f} | {default / cpu:.1f} |"
        )
    for way, chosen, cpu, size, mean, worst in rows[1:]:
        print(f"| {way} | {chosen} | {cpu:.2f} | {size:,} | {mean:.4f}, {worst:.4f} | {default / cpu:.1f} |")
    print("MoviePy and ffmpeg draw no depth: there the gift that the camera walks round stands still.")
    print()
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    print()
    print("| bar | measured | kept |")
    print("|---|---|---|")
    for name, (sign, bar) in BARS.items():
        figure = figures[name]
        is_kept = figure <= bar if sign == "at most" else figure >= bar
        print(f"| {name} {sign} {bar:,} | {figure:,} | {'yes' if is_kept else 'no'} |")


if __name__ == "__main__":
    main()
