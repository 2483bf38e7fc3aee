"""Two hundred two-page gift statements: compiled forms against four other ways, and whether the result is the same paper."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

import pypdfium2

from benchmarks.documents import peers
from benchmarks.documents.people import recipients
from renderers.context import Story
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.compiled.forms import Forms
from renderers.statement.figures import figures_of
from renderers.statement.paper import Paper, copy_of, draw_paper, paper_html
from renderers.statement.pdf.html_to_pdf import print_editions, print_pdf
from renderers.statement.pdf.read_back import words_of

COUNT: Final = 200
WARM, FRESH, COMPARED, PRINTED = 40, 4, 30, 12
"""How many of them the slower ways make."""
CHECKERS: Final = (
    ("outloud", "reader", ("outloud", "--quiet", "--fail-on", "error")),
    ("pdfua check", "reader", ("pdfua", "check")),
    ("qpdf --check", "archive", ("qpdf", "--check")),
)


def measure() -> dict[str, object]:
    """The figures by name; prints them as a table."""
    stories = recipients(COUNT)
    figures_of(stories[0])
    print_pdf(peers.html_of(stories[0]), "warm")  # fonts, style sheet and catalogs are loaded before any clock runs
    batch, papers, filled = _batch(stories)
    ways = Counter(paper.way for paper in papers)
    full = peers.each(stories[:WARM], _full)
    warm = peers.each(stories[:WARM], peers.naive_warm)
    fresh = peers.each(stories[:FRESH], peers.naive_fresh)
    typst, chromium = peers.typst(stories[:WARM]), peers.chromium(stories[:PRINTED])
    words, pixels = _compare(
        [(story, paper) for story, paper in zip(stories, papers, strict=True) if paper.way == "filled"]
    )
    sizes = [len(paper.files["reader"]) / 1024 for paper in papers]
    pages = Counter(_pages(paper.files["reader"]) for paper in papers)
    rows: list[tuple[str, str]] = [
        ("statements, pages of each", f"{COUNT}, {dict(pages)}"),
        ("batch with compiling and full drawings, both editions", f"{1000 * batch:.1f} ms of CPU each"),
        ("one filled, proof included, both editions", f"{1000 * filled:.2f} ms"),
        ("ways", ", ".join(f"{way} {number}" for way, number in ways.most_common())),
        ("full drawing, both editions", f"{1000 * full:.0f} ms"),
        ("naive warm WeasyPrint, one edition", f"{1000 * warm:.0f} ms, {warm / batch:.1f} times the batch"),
        ("naive process for each, one edition", f"{1000 * fresh:.0f} ms, {fresh / batch:.1f} times the batch"),
        ("Typst, one edition", _against(typst, filled, "a filled one")),
        ("warm Chromium, one edition", _against(chromium, batch, "the batch")),
        ("reader's file", f"median {median(sizes):.0f} KB, at most {max(sizes):.0f} KB"),
        ("words equal to the full drawing, page by page", f"{sum(words)} of {len(words)}"),
        ("pixels that differ, at most", f"{pixels:.4f} %"),
        *_check(),
        *_whole(stories),
    ]
    for name, told in rows:
        print(f"{name:<58} {told}")
    return {
        "batch_ratio_vs_naive_warm": round(warm / batch, 2),
        "batch_ratio_vs_naive_fresh": round(fresh / batch, 2),
        "fast_ratio_vs_typst": None if typst is None else round(typst / filled, 2),
        "batch_ratio_vs_chromium": None if chromium is None else round(chromium / batch, 2),
        "fallback_share": ways["full"] / COUNT,
        "pdf_kb_median": round(median(sizes), 1),
        "words_equal": all(words),
        "pixel_difference_max": pixels,
        "batch_ms": round(1000 * batch, 2),
        "filled_ms": round(1000 * filled, 2),
        "compiled": ways["compiled"],
    }


def _batch(stories: Sequence[Story]) -> tuple[float, list[Paper], float]:
    """CPU seconds of one in the batch, the papers, and the mean of those that were filled."""
    forms, papers, filled = Forms(), [], []
    began = peers.cpu()
    for story in stories:
        at = peers.cpu()
        papers.append(draw_paper(story, figures_of(story), forms))
        if papers[-1].way == "filled":
            filled.append(peers.cpu() - at)
    return (peers.cpu() - began) / len(stories), papers, sum(filled) / len(filled)


def _full(story: Story) -> dict[str, bytes]:
    figures = figures_of(story)
    copy = copy_of(story, figures)
    return print_editions(paper_html(story, figures, copy.slots), copy.identifier, copy.attached)


def _compare(filled: Sequence[tuple[Story, Paper]]) -> tuple[list[bool], float]:
    """For some of the filled: whether every page's words are the full drawing's, and the greatest share of other pixels."""
    words, pixels = [], 0.0
    for story, paper in filled[:: max(1, len(filled) // COMPARED)][:COMPARED]:
        oracle, made = _full(story)["reader"], paper.files["reader"]
        words.append(words_of(made) == words_of(oracle))
        for one, other in zip(_pictures(made), _pictures(oracle), strict=True):
            pixels = max(pixels, float((one != other).any(axis=2).mean() * 100))
    return words, pixels


def _pictures(pdf: bytes) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].render(scale=2).to_numpy() for number in range(len(document))]
    document.close()
    return pages


def _pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    return pages


def _against(seconds: float | None, ours: float, what: str) -> str:
    return "not here" if seconds is None else f"{1000 * seconds:.0f} ms, {seconds / ours:.1f} times {what}"


def _check() -> list[tuple[str, str]]:
    """Every sample, filled, before the checkers that are installed."""
    told: list[tuple[str, str]] = []
    samples = [name for name in SAMPLE_STORIES if name != "misaki"]
    with tempfile.TemporaryDirectory() as folder:
        paths: dict[str, list[Path]] = {"reader": [], "archive": []}
        for name in samples:
            story, forms = SAMPLE_STORIES[name], Forms()
            for _ in range(2):
                paper = draw_paper(story, figures_of(story), forms)
            for edition, found in paths.items():
                found.append(Path(folder) / f"{name}-{edition}.pdf")
                found[-1].write_bytes(paper.files[edition])
        for checker, edition, command in CHECKERS:
            if shutil.which(command[0]) is None:
                told.append((f"{checker}, {edition}", "not here"))
                continue
            passed = [
                subprocess.run([*command, path], capture_output=True, check=False).returncode == 0
                for path in paths[edition]
            ]
            told.append((f"{checker}, {edition}", f"{sum(passed)} of {len(passed)} pass"))
    return told


def _whole(stories: Sequence[Story]) -> list[tuple[str, str]]:
    """What a worker does for one recipient: both papers, the page, and the proof of all of it."""
    some = [story for story in stories if story.person.locale == "en"][:10]
    for story in some:
        render("statement", story)
    return [
        (
            "papers and page through render()",
            f"{1000 * peers.each(some, lambda story: render('statement', story)):.1f} ms",
        )
    ]
