"""The finished statement, as paper and as page."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import replace
from html import unescape
from io import BytesIO

import pypdfium2
import pytest

from renderers.context import Story
from renderers.errors import FontMissing, RenderError
from renderers.language import names
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.figures import figures_of, fingerprint
from renderers.statement.paper import require_figures
from renderers.statement.pdf.read_back import words_of
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]
DRAWN = [name for name in SAMPLE_STORIES if name != "misaki"]


def streams_of(pdf: bytes) -> list[bytes]:
    """Every stream of the file, opened where it is packed."""
    # A packed stream may itself end with what looks like the first half of a line's end.
    packed = re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(stream) if stream.startswith(b"x") else stream for stream in packed]


def page_of(story: Story) -> str:
    return unescape(re.sub(r"<[^>]*>", "", render("statement", story).files["page"][1].decode()))


@pytest.mark.parametrize("name", DRAWN)
def test_paper_and_page_print_the_same_figures_in_every_language(name: str) -> None:
    story = SAMPLE_STORIES[name]
    figures = figures_of(story)
    page = page_of(story)
    for figure in (figures.number, figures.value, figures.state, figures.state_day, figures.gift, fingerprint(figures)):
        assert figure in page.replace("\u00a0", " ") or figure in page
    printed = words_of(render("statement", story).body)
    digits = fingerprint(figures).replace(" ", "")
    if name == "amal":
        # Read back from a line that runs from right to left, the groups come in an order of the reader's own.
        assert Counter(digits) <= Counter(next(line for line in printed.splitlines() if "SHA" in line))
    else:
        assert digits in printed.replace(" ", "").replace("\n", "")
    require_figures(printed, figures)


def test_the_paper_is_tagged_has_bookmarks_and_numbers_its_pages() -> None:
    pdf = render("statement", JANA).body
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    assert [entry.get_title() for entry in document.get_toc()][:3] == ["Gift statement", "Giver and recipient", "Value"]
    assert document.get_metadata_dict()["Title"] == f"Gift statement {JANA.number}"
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    document.close()
    assert any(b"<pdfuaid:part" in stream or b'pdfuaid:part="1"' in stream for stream in streams_of(pdf))
    words = words_of(pdf)
    assert "Page 1 of 2" in words
    assert "Page 2 of 2" in words


def test_the_same_story_gives_the_same_bytes() -> None:
    assert render("statement", JANA).files == render("statement", JANA).files


def test_a_statement_tells_no_diet_and_no_reason() -> None:
    story = SAMPLE_STORIES["amal"]
    text = render("statement", replace(story, person=replace(story.person, locale="en"))).text.lower()
    assert "no obligation" in text
    for word in ("halal", "vegan", "gardening", "suits", "you told us", "allerg"):
        assert word not in text


def test_without_a_name_the_paper_says_so() -> None:
    story = SAMPLE_STORIES["no-name"]
    assert "Someone whose name we don’t know" in render("statement", story).text


def test_a_letter_without_a_font_stops_the_drawing() -> None:
    person = replace(JANA.person, full_name="Jana \U00012000")
    with pytest.raises(FontMissing, match="Cuneiform"):
        render("statement", replace(JANA, person=person))


@pytest.mark.parametrize("name", HOSTILE[::24])
def test_a_hostile_name_is_letters_or_is_left_out(name: str) -> None:
    person = replace(JANA.person, given_name=name, full_name=name)
    try:
        rendition = render("statement", replace(JANA, person=person))
    except RenderError as refusal:
        assert refusal.code in {"context_incomplete", "font_missing", "proof_failed"}
        return
    html = rendition.files["page"][1].decode()
    usable = names.masthead_name(person)
    assert usable is None or usable in unescape(html)
    assert not re.search(r"<(script(?! src=)|img|svg/)|<[^>]*\son\w+=", html)


def test_a_statement_opens_from_memory() -> None:
    assert len(pypdfium2.PdfDocument(BytesIO(render("statement", JANA).body))) == 2


@pytest.mark.parametrize("name", ["Nan Goldin", "Marcus Null", "None Nan"])
@pytest.mark.parametrize("sample", ["jana", "thordis", "amal"])
def test_people_whose_names_look_like_missing_values_get_their_statement(sample: str, name: str) -> None:
    story = SAMPLE_STORIES[sample]
    named = replace(story, person=replace(story.person, full_name=name, given_name=name.split(maxsplit=1)[0]))
    assert name in render("statement", named).text


def test_a_maker_s_words_in_another_language_are_marked_and_said_to_be() -> None:
    english = SAMPLE_STORIES["jana"].gift
    html = render("statement", replace(SAMPLE_STORIES["amal"], gift=english)).files["page"][1].decode()
    assert f'<span lang="en" dir="ltr"><bdi>{english.name}</bdi></span>' in html
    assert f'<p lang="en" dir="ltr"><bdi>{english.inside}</bdi></p>' in html
    assert "الوصف بالإنجليزية" in html
    assert "الوصف بالإنجليزية" not in render("statement", SAMPLE_STORIES["amal"]).files["page"][1].decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["jana"])
def test_how_to_use_and_keep_the_gift_stands_on_paper_and_page(name: str) -> None:
    story = SAMPLE_STORIES[name]
    story = replace(story, gift=replace(story.gift, locale="en", use="Warm it first.", keep="Dry and dark."))
    assert "How to use it: Warm it first." in page_of(story)
    assert "How to keep it: Dry and dark." in page_of(story)
    assert "Warm it first." in words_of(render("statement", story).files["body"][1]).replace("\n", " ")
