"""The sender's paper, drawn in a child."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pypdfium2
import pytest

from renderers.errors import ContextError, TooLarge
from renderers.runtime.bounded import Limits
from renderers.statement.pdf.read_back import words_of
from renderers.statement.sender.draw import draw_sender, print_sender
from renderers.statement.sender.figures import sender_figures
from tests.renderers.statement.sender.stories import campaign


def test_a_child_draws_both_files_and_the_figures() -> None:
    story = campaign(12)
    files = draw_sender(story)
    figures = sender_figures(story)
    words = words_of(files["reader"])
    assert figures.charged in words
    assert figures.number in words
    assert json.loads(files["figures"])["fingerprint"] == figures.fingerprint
    document = pypdfium2.PdfDocument(files["archive"])
    table = document.get_attachment(1)
    rows = list(csv.DictReader(StringIO(bytes(table.get_data()).decode("utf-8-sig"))))
    document.close()
    assert len(rows) == len(story.movements)
    assert rows[-1]["charged_minor"] == str(story.charged_minor)


def test_a_long_ledger_runs_over_pages_with_its_head_on_each() -> None:
    document = pypdfium2.PdfDocument(print_sender(campaign(40))["reader"])
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    titles = [entry.get_title() for entry in document.get_toc()]
    document.close()
    ledger = [page for page in pages if "HP-2026-11-02-" in page]
    assert len(ledger) >= 2
    assert all("Amount Set aside Charged" in " ".join(page.split()) for page in ledger)
    assert titles[-2:] == ["The ledger, line by line", "Check this statement"]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(cpu_seconds=1, wall_seconds=60, memory_mb=4096), "more than 1 seconds of work"),
        (Limits(cpu_seconds=60, wall_seconds=60, memory_mb=96), "96 MB of memory"),
        (Limits(cpu_seconds=60, wall_seconds=1, memory_mb=4096), "longer than 1 seconds"),
    ],
)
def test_a_drawing_that_takes_too_much_is_a_typed_refusal(limits: Limits, sentence: str) -> None:
    with pytest.raises(TooLarge, match=sentence):
        draw_sender(campaign(90), limits)


def test_a_refusal_in_the_child_is_the_same_outside() -> None:
    from renderers.runtime.bounded import draw_bounded

    with pytest.raises(ContextError, match="does not add up"):
        draw_bounded(
            "tests.renderers.statement.sender.refusing:refuse",
            b"",
            Limits(cpu_seconds=20, wall_seconds=60, memory_mb=2048),
        )
