"""A rehearsal played to its end: everybody in one place, equal numbers equal figures, and nobody else's rows touched."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.rehearsals.planned import ready
from benchmarks.rehearsals.without_pages import run_without_pages
from service.app.rehearsal.command import FORECAST, KEYS, figures_of_run
from service.app.rehearsal.play import turn
from service.app.rehearsal.untouched import content_hashes
from service.app.rehearsal.work import work_off
from service.app.wiring import register_all
from service.brain.experiments.models import Assignment
from service.campaigns.models import Campaign
from service.contact.models import Contact
from service.contact.rules import BEGUN_BY_US, BETWEEN_MESSAGES
from service.content.models import RenditionRow
from service.db.connect import reading, transaction
from service.gifting.learned_row import LearnedModel
from service.gifting.models import MatchRun, RecipientGift
from service.outreach.models import MailMessage
from service.planning.plan.expectation.shown import ahead_of
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.figures import PARTS
from service.planning.rehearsal.models import Rehearsal
from service.workspaces.models import Workspace
from tests.console import Console
from tests.service.planning.rehearsal.rehearsed import Small, small_campaign

PEOPLE = 3


@dataclass(frozen=True)
class Played:
    """`said` are the figures that the pages came to, `reckoned` those without pages."""

    row: Rehearsal
    said: dict[str, Any]
    reckoned: dict[str, int]


@pytest.fixture
def small(database: str) -> Small:
    register_all()
    with transaction() as session:
        return small_campaign(session, PEOPLE, days=2, countries=(("GB", "en"),))


def played(small: Small, seed: int) -> Played:
    with reading() as session:
        others = frozenset(session.scalars(select(Workspace.id)))
    before = content_hashes(others)
    with transaction() as session:
        campaign = session.get_one(Campaign, small.campaign_id)
        made = ask_for_rehearsal(session, campaign, seed, small.user.id, rings=False)
    planned = ready(made)
    while turn(made.id) != "over":
        work_off(made.workspace_id)
    with reading() as session:
        row = session.get_one(Rehearsal, made.id)
    said = figures_of_run(row, untouched=content_hashes(others) == before)
    return Played(row, said, run_without_pages(planned.stage, row.habits, seed))


@pytest.mark.timeout(600)
def test_a_campaign_is_played_to_its_end_and_its_page_says_what_came(small: Small) -> None:
    found = played(small, 3)
    row, figures = found.row, found.said
    assert figures["people"] == PEOPLE
    assert sum(figures[part] for part in PARTS) == PEOPLE
    assert {name: figures[name] for name in found.reckoned} == found.reckoned
    assert figures["kept"] + figures["donated"] + figures["declined"] > 0
    assert figures["untouched"] is True
    assert set(KEYS) < set(figures)
    assert set(figures["forecast"]) == set(FORECAST)
    for name, (low, high) in figures["forecast"].items():
        assert low <= figures[name] <= high, name
    assert max(figures["swapped"], figures["shipped"]) <= figures["kept"]
    assert row.result is not None
    assert (row.result["open"], row.result["reserved_minor"]) == (0, 0)
    _nothing_left_and_nothing_was_learned_at_home(small, row)
    _caps_were_kept(row)
    _its_forecast_is_the_builders(row)
    page = Console(small.user).get(f"/rehearsals/{row.id}").text
    assert "What to change" in page
    assert "Who got nothing" in page
    assert f"{figures['kept'] + figures['donated']} of {PEOPLE} people kept or donated their gift." in page
    assert "Cannot tell yet. About" in page
    assert "more answers are needed." in page
    assert "Your campaign has no experiment, so we added this one" in page
    assert "Longest wait" in page


def _nothing_left_and_nothing_was_learned_at_home(small: Small, row: Rehearsal) -> None:
    with reading() as session:
        own = select(MailMessage.state).where(MailMessage.workspace_id == row.workspace_id)
        assert not {"sent", "sending", "unknown"} & set(session.scalars(own))
        at_home = select(RecipientGift).where(RecipientGift.workspace_id == small.workspace_id)
        assert session.scalars(at_home).all() == []
        assert session.get(LearnedModel, small.workspace_id) is None
        kinds = select(RenditionRow.kind).where(RenditionRow.workspace_id == row.workspace_id)
        assert not {"video", "video_square", "poster"} & set(session.scalars(kinds))
        drawn = select(func.count()).where(Assignment.workspace_id == row.workspace_id)
        assert session.scalar(drawn) == PEOPLE


def _caps_were_kept(row: Rehearsal) -> None:
    """Of what we begin, there is one in three days to each of its people, by its own clock."""
    with reading() as session:
        begun = session.execute(
            select(Contact.recipient_id, Contact.at)
            .where(Contact.workspace_id == row.workspace_id, Contact.purpose.in_(sorted(BEGUN_BY_US)))
            .order_by(Contact.recipient_id, Contact.at)
        ).all()
    assert len({person for person, _ in begun}) == PEOPLE
    for (person, at), (following, later) in pairwise(begun):
        assert person != following or later - at >= BETWEEN_MESSAGES
    assert all(row.starts_at <= at <= row.plays_until for _, at in begun)


def _its_forecast_is_the_builders(row: Rehearsal) -> None:
    with reading() as session:
        run = session.get_one(MatchRun, session.get_one(Campaign, row.campaign_id).current_match_run_id)
        shown = ahead_of(run)
    assert row.forecast == (run.forecast or {})["ahead"]
    assert shown is not None
    assert row.forecast is not None
    assert {name: list(found) for name, *found in shown.counts}["Keep the gift"] == row.forecast["ranges"]["kept"]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_equal_numbers_play_equal_figures_and_another_plays_others(small: Small) -> None:
    apart = ("rehearsal", "seed")
    first, again, other = (played(small, seed) for seed in (5, 5, 6))
    assert {k: v for k, v in first.said.items() if k not in apart} == {
        k: v for k, v in again.said.items() if k not in apart
    }
    assert first.row.days == again.row.days
    assert first.row.habits == again.row.habits != other.row.habits


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_without_pages_every_number_comes_to_the_same_figures(small: Small) -> None:
    for seed in range(10, 16):
        found = played(small, seed)
        assert {name: found.said[name] for name in found.reckoned} == found.reckoned, seed
        assert sum(found.said[part] for part in PARTS) == PEOPLE
