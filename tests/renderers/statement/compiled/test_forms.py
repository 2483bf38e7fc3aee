"""A filled form is the page a full drawing would be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renderers.context import Story
from renderers.statement.compiled import compile as compile_module
from renderers.statement.compiled.forms import Forms
from renderers.statement.figures import figures_of
from renderers.statement.paper import Paper, copy_of, draw_paper, paper_html
from renderers.statement.pdf.html_to_pdf import print_editions
from renderers.statement.pdf.read_back import words_of
from tests.renderers.hostile import HOSTILE
from tests.renderers.statement.stories import varied


def full(story: Story) -> bytes:
    figures = figures_of(story)
    copy = copy_of(story, figures)
    return print_editions(paper_html(story, figures, copy.slots), copy.identifier, copy.attached)["reader"]


def drawn(story: Story, forms: Forms) -> Paper:
    return draw_paper(story, figures_of(story), forms)


def pictures(pdf: bytes) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].render(scale=2).to_numpy() for number in range(len(document))]
    document.close()
    return pages


@pytest.fixture(scope="module")
def english() -> tuple[Forms, Paper]:
    """Forms that hold that of the first English story, which takes a second to make, and this first paper."""
    forms = Forms()
    return forms, drawn(next(varied("en", 1)), forms)


@pytest.mark.parametrize("locale", ["en", "cs", "ru", "is", "ro"])
def test_every_word_and_every_pixel_are_those_of_a_full_drawing(locale: str) -> None:
    forms = Forms()
    first, *others = varied(locale, 4)
    assert drawn(first, forms).way == "compiled"
    ways = set()
    for story in others:
        paper = drawn(story, forms)
        ways.add(paper.way)
        oracle = full(story)
        assert words_of(paper.files["reader"]) == words_of(oracle)
        for filled, whole in zip(pictures(paper.files["reader"]), pictures(oracle), strict=True):
            np.testing.assert_array_equal(filled, whole)
    assert "filled" in ways


def test_from_right_to_left_every_pixel_is_that_of_a_full_drawing() -> None:
    forms = Forms()
    for story in varied("ar", 3):
        paper = drawn(story, forms)
        for filled, whole in zip(pictures(paper.files["reader"]), pictures(full(story)), strict=True):
            np.testing.assert_array_equal(filled, whole)


def test_a_filled_form_is_tagged_and_titled_and_dated_as_its_own_statement(english: tuple[Forms, Paper]) -> None:
    last = list(varied("en", 2))[1]
    story = drawn(last, english[0])
    document = pypdfium2.PdfDocument(story.files["reader"])
    assert story.way == "filled"
    assert document.get_metadata_dict()["Title"] == f"Gift statement {last.number}"
    assert document.get_metadata_dict()["Author"] == last.sender.company
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    assert [entry.get_title() for entry in document.get_toc()][:2] == ["Gift statement", "Giver and recipient"]
    document.close()


def test_the_archive_carries_its_own_figures(english: tuple[Forms, Paper]) -> None:
    forms, compiled = english
    first, second = varied("en", 2)
    for story, paper in ((first, compiled), (second, drawn(second, forms))):
        document = pypdfium2.PdfDocument(paper.files["archive"])
        names = [document.get_attachment(number).get_name() for number in range(document.count_attachments())]
        bodies = [bytes(document.get_attachment(number).get_data()) for number in range(document.count_attachments())]
        document.close()
        assert names == ["figures.json", "figures.csv"]
        assert story.number.encode() in bodies[0]
        assert [file.body for file in copy_of(story, figures_of(story)).attached] == bodies


def test_a_form_gives_the_same_bytes_for_the_same_story(english: tuple[Forms, Paper]) -> None:
    forms, compiled = english
    stories = list(varied("en", 3))
    once = [compiled.files, *(drawn(story, forms).files for story in stories[1:])]
    again = [drawn(story, forms).files for story in reversed(stories)]
    assert once == again[::-1]
    assert all(one["reader"] != other["reader"] for one, other in pairwise(once))


def test_a_text_of_more_lines_is_another_form() -> None:
    forms = Forms()
    story = next(varied("en", 1))
    long = replace(story, occasion="a spring thank-you for everybody who " + "worked with us " * 6)
    assert [drawn(each, forms).way for each in (story, long, story, long)] == [
        "compiled",
        "compiled",
        "filled",
        "filled",
    ]


def test_a_name_of_two_lines_moves_nothing_and_one_of_more_is_drawn_in_full() -> None:
    forms = Forms()
    story = next(varied("en", 1))
    two = replace(story, gift=replace(story.gift, name="A long-run tin with twelve bars of dark chocolate"))
    four = replace(story, gift=replace(story.gift, name="A long-run tin with " + "dark chocolate " * 9))
    assert [drawn(each, forms).way for each in (story, two, four)] == ["compiled", "filled", "full"]


def test_a_letter_that_is_not_in_the_form_is_drawn_in_full(english: tuple[Forms, Paper]) -> None:
    forms, _ = english
    story = next(varied("en", 1))
    other = replace(story, person=replace(story.person, full_name="Kɔfi Mɛnsa"))
    paper = drawn(other, forms)
    assert paper.way == "full"
    assert "Kɔfi Mɛnsa" in words_of(paper.files["reader"])


def test_a_form_that_does_not_give_its_page_back_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    right = compile_module.content
    monkeypatch.setattr(compile_module, "content", lambda *given: right(*given) + b" ")
    story = next(varied("en", 1))
    forms = Forms()
    assert [drawn(story, forms).way for _ in range(2)] == ["full", "full"]


def test_the_oldest_form_is_forgotten_first() -> None:
    forms = Forms(kept=1)
    english, czech = next(varied("en", 1)), next(varied("cs", 1))
    assert [drawn(each, forms).way for each in (english, czech, czech, english)] == [
        "compiled",
        "compiled",
        "filled",
        "compiled",
    ]


FORMS = Forms()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(HOSTILE), st.sampled_from(["name", "gift", "occasion", "city"]))
def test_hostile_copy_is_set_as_letters_or_refused_by_name(words: str, field: str) -> None:
    from renderers.errors import RenderError

    story = next(varied("en", 1))
    person = replace(story.person, full_name=words) if field == "name" else story.person
    person = replace(person, city=words) if field == "city" else person
    gift = replace(story.gift, name=words) if field == "gift" else story.gift
    story = replace(story, person=person, gift=gift, occasion=words if field == "occasion" else story.occasion)
    try:
        paper = drawn(story, FORMS)
    except RenderError as refusal:
        assert refusal.code in {"proof_failed", "font_missing", "template_invalid", "context_incomplete"}
        return
    document = pypdfium2.PdfDocument(paper.files["reader"])
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    assert document.count_attachments() == 0
    document.close()
    assert b"/JavaScript" not in paper.files["reader"]
    assert b"/URI" not in paper.files["reader"]
