"""How a campaign went on, day by day and week by week, and an experiment on paper: the figures that the events give."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from renderers.statement.pdf.read_back import words_of
from service.campaigns.models import Campaign
from service.db.connect import reading
from service.insights.results.over_time import running_of
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT
from tests.service.brain.experiments.scene import FILM, set_the_scene
from tests.service.insights.results.scene import Round, last_answers, make_round, read_round

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def round_of_48() -> Round:
    return make_round()


def test_the_running_total_and_the_weeks_are_those_of_the_events(round_of_48: Round) -> None:
    """The running total day by day, and of each week's answers those that were a yes, counted from each gift's last answer."""
    last = last_answers(round_of_48)
    with reading() as session:
        rows = session.execute(
            text("SELECT gift_id, kind, at FROM gift_event WHERE campaign_id = :id ORDER BY id"),
            {"id": round_of_48.campaign.id},
        )
        answered = {
            gift_id: (kind, datetime.fromisoformat(str(at))) for gift_id, kind, at in rows if last.get(gift_id) == kind
        }
    days = Counter((at.date() - AT.date()).days for kind, at in answered.values() if kind != "gift.declined")
    total, steps = 0, []
    for day in sorted(days):
        total += days[day]
        steps.append((day, total))
    found = read_round(round_of_48)
    assert found.running is not None
    assert (found.running.first, list(found.running.steps)) == (AT.date(), steps)
    assert found.running.total == total
    assert (found.running.low, found.running.high) == (None, None)
    weeks: dict[date, list[bool]] = {}
    for kind, at in answered.values():
        weeks.setdefault(at.date() - timedelta(days=at.weekday()), []).append(kind != "gift.declined")
    assert [(one.monday, one.taken.part, one.taken.whole) for one in found.weeks] == [
        (monday, sum(weeks[monday]), len(weeks[monday])) for monday in sorted(weeks)
    ]


def test_the_forecast_stands_beside_the_running_total_and_its_days_reach_to_the_end(round_of_48: Round) -> None:
    with reading() as session:
        campaign = session.get_one(Campaign, round_of_48.campaign.id)
        late = (campaign.expires_at.date() - AT.date()).days + 3
        found = running_of(session, campaign, [("2026-12-01", 3)], (20, 31))
        assert found is not None
        assert (found.low, found.high, found.total) == (20, 31, 3)
        assert found.last == max(campaign.expires_at.date(), date(2026, 12, 1))
        after = running_of(session, campaign, [(f"{AT.date() + timedelta(days=late)}", 1)], None)
        assert after is not None
        assert after.days == late


def test_an_experiment_is_printed_with_the_figures_of_its_page() -> None:
    scene = set_the_scene(60)
    experiment = scene.begin(FILM)
    browser = Console(scene.user)
    answer = browser.get(f"/experiments/{experiment.id}/figures.pdf")
    words = words_of(answer.get_data())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert experiment.name in words and "Drawn" in words and "Robbins" in words
    with reading() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign.results_downloaded")).one()
        assert line.body == {"form": "pdf", "experiment": experiment.id}
