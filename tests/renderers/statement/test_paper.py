"""The paper, read before it leaves."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.context import Brand
from renderers.errors import ProofFailed
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement import paper as paper_module
from renderers.statement.compiled.forms import Forms
from renderers.statement.figures import figures_of
from renderers.statement.paper import draw_paper, is_sampled, paper_html, require_figures
from renderers.statement.slots import slots_of
from tests.renderers.statement.stories import varied

JANA = SAMPLE_STORIES["jana"]


def test_a_figure_that_did_not_arrive_is_named() -> None:
    figures = figures_of(JANA)
    with pytest.raises(ProofFailed, match=re.escape(figures.number)):
        require_figures("An empty sheet", figures)


def test_an_empty_word_is_refused_before_it_is_set() -> None:
    forms = Forms()
    draw_paper(JANA, figures_of(JANA), forms)
    with pytest.raises(ProofFailed, match="empty value"):
        draw_paper(JANA, replace(figures_of(JANA), issued=" "), forms)


def test_one_in_fifty_is_read_back_and_always_the_same_ones() -> None:
    sampled = [is_sampled(figures_of(story)) for story in varied("en", 2000)]
    assert sampled == [is_sampled(figures_of(story)) for story in varied("en", 2000)]
    assert 20 <= sum(sampled) <= 60


def test_new_forms_and_sampled_ones_are_read_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = paper_module.words_of
    monkeypatch.setattr(paper_module, "words_of", lambda pdf: read.append(len(pdf)) or whole(pdf))
    forms = Forms()
    ways = [
        (draw_paper(story, figures_of(story), forms).way, is_sampled(figures_of(story))) for story in varied("en", 100)
    ]
    assert len(read) == sum(way != "filled" or sampled for way, sampled in ways)
    assert 1 < len(read) < 15


def test_a_lost_figure_stops_the_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_module, "words_of", lambda _: "Nothing")
    with pytest.raises(ProofFailed, match="is not in the finished PDF"):
        draw_paper(JANA, figures_of(JANA), Forms())


def test_the_brand_s_mark_stands_over_it_and_the_reader_s_name_in_the_same_style() -> None:
    branded = replace(JANA, brand=Brand("Null & Sons", "null.example", {"ember": "#0f5c4a"}))
    figures = figures_of(branded)
    slots = slots_of(branded, figures)
    head = paper_html(branded, figures, slots).partition("<h1>")[0]
    assert "Null &amp; Sons" in head
    assert slots["mark"] == "Jana Nováková"
    assert head.count('<i style="background: #0f5c4a"></i>') == 2


def test_nobody_s_name_leaves_no_gap_in_the_mark() -> None:
    story = SAMPLE_STORIES["no-name"]
    slots = slots_of(story, figures_of(story))
    assert "mark" not in slots
    assert paper_html(story, figures_of(story), slots).partition("<h1>")[0].count("<i ") == 1
