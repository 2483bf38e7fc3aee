"""The paper, read before it leaves."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.errors import ProofFailed
from renderers.sample import SAMPLE_STORIES
from renderers.statement import paper as paper_module
from renderers.statement.compiled.forms import Forms
from renderers.statement.figures import figures_of
from renderers.statement.paper import draw_paper, is_sampled, require_figures
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
