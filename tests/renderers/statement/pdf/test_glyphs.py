"""What a finished PDF draws is compared with what a name is shaped to."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest

from renderers.errors import ProofFailed
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.figures import Figures, figures_of
from renderers.statement.paper import copy_of, paper_html, require_figures
from renderers.statement.pdf.glyphs import draws, glyphs_of, is_shaped, shaped
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.read_back import words_of
from tests.renderers.statement.scripts_of_names import NAMES

NAMED = ("आदित्य परीक्षण", "क्षितिज", "শ্রী", "সৌমিত্র", "ශ්‍රී", "می‌خواهم", "محمد الأحمد", "ഗോപാലകൃഷ്ണൻ", "မောင်မောင်", "ที่รัก")  # fmt: skip
JANA = SAMPLE_STORIES["jana"]


def paper(name: str) -> tuple[bytes, Figures]:
    story = replace(JANA, person=replace(JANA.person, full_name=name, given_name=name.split(maxsplit=1)[0]))
    figures = figures_of(story)
    return print_pdf(paper_html(story, figures, copy_of(story, figures).slots), "paper"), figures


def changed(pdf: bytes, glyph: int, into: bytes) -> bytes:
    """The file with one glyph of its pages replaced wherever it is drawn; packed anew in as many bytes."""

    def rewritten(found: re.Match[bytes]) -> bytes:
        body = zlib.decompress(found[2])
        if b"BT" not in body or b"<%04x>" % glyph not in body:
            return found[0]
        packed = zlib.compress(body.replace(b"<%04x>" % glyph, into), 9)
        return b"<</Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)

    return re.sub(
        rb"<<(/Filter /FlateDecode/Length \d+)>>\s*\nstream\n(.*?)\nendstream", rewritten, pdf, flags=re.DOTALL
    )


def test_names_whose_letters_join_are_in_the_statement_of_a_language() -> None:
    pdf, figures = paper(" ".join(NAMED))
    require_figures(words_of(pdf), figures, pdf, "en")


@pytest.mark.parametrize("mark", ["،", "؛", ".", ":", ")"])
def test_a_word_before_a_comma_is_found_in_a_line_from_right_to_left(mark: str) -> None:
    story = next(one for one in SAMPLE_STORIES.values() if one.person.locale == "ar")
    story = replace(story, gift=replace(story.gift, name=f"مربّى الكشمش الأسود{mark} غطاء بالأخضر الداكن"))
    figures = figures_of(story)
    pdf = print_pdf(paper_html(story, figures, copy_of(story, figures).slots), "paper")
    require_figures(words_of(pdf), figures, pdf, "ar")


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLE_STORIES)
def test_they_get_their_statement_in_every_language(sample: str) -> None:
    story = SAMPLE_STORIES[sample]
    for name in NAMED:
        person = replace(story.person, full_name=name, given_name=name.split()[0])
        assert name in render("statement", replace(story, person=person)).text


@pytest.mark.parametrize("name", ["क्षितिज", "শ্রী", "محمد"])
def test_a_glyph_that_is_missing_or_another_one_fails_the_statement(name: str) -> None:
    pdf, figures = paper(name)
    require_figures(words_of(pdf), figures, pdf, "en")
    word = next(shape for shape in shaped([name], "en")[name] if draws(glyphs_of(pdf), shape))
    for place, (_, glyph) in enumerate(word):
        for into in (b"<>", b"<%04x>" % word[place - 1][1]):
            other = changed(pdf, glyph, into)
            assert glyphs_of(other) != glyphs_of(pdf)
            with pytest.raises(ProofFailed, match=name):
                require_figures(words_of(other), figures, other, "en")
    with pytest.raises(ProofFailed, match="ज्योति"):
        require_figures(words_of(pdf), replace(figures, recipient="ज्योति"), pdf, "en")


def test_what_stands_as_it_is_written_is_searched_for_by_its_letters() -> None:
    assert [is_shaped(word) for word in ("Jana", "Nováková", "田中", "Иван", "क्षितिज", "محمد", "ශ්‍රී")] == [
        False, False, False, False, True, True, True,
    ]  # fmt: skip


def test_of_glyphs_that_stand_for_letters_together_none_is_told_as_another_letter() -> None:
    words = words_of(print_pdf("<html lang='en'><head><title>N</title></head><body><p>क्षितिज</p></body></html>", "x"))
    told = {letter for letter in words if not letter.isspace()} - set("1/")
    assert told <= set("क्षितिज") | {"\u200b"}


@pytest.mark.slow
@pytest.mark.parametrize("script", NAMES)
def test_two_hundred_names_of_a_script_pass_the_proof(script: str) -> None:
    """All of them on one paper each hundred: what is compared is every word of every name."""
    names = NAMES[script]
    assert len(set(names)) >= 200
    for start in range(0, len(names), 50):
        words = [word for name in names[start : start + 50] for word in name.split()]
        body = "".join(f'<p dir="auto">{word}</p>' for word in words)
        pdf = print_pdf(f"<html lang='en'><head><title>N</title></head><body>{body}</body></html>", "x")
        drawn, shapes = glyphs_of(pdf), shaped(words, "en")
        assert [word for word in words if not any(draws(drawn, shape) for shape in shapes[word])] == []
