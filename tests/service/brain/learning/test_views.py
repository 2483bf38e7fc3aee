"""The page of the learned model, from nothing to a model that decides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from service.brain.learning.build import keep_model
from service.brain.learning.gather import gather
from service.db.connect import reading, transaction
from service.decisions.learning.measure import switch
from service.decisions.learning.train import train
from service.decisions.preferences import PRIOR
from service.gifting.learned_row import LearnedModel
from service.workspaces.models import AuditEntry, User
from tests.console import Console, sales_person
from tests.factories import make_user
from tests.service.brain.learning.histories import NOW, History

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _few_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many people as a test can make."""
    monkeypatch.setattr(switch, "FEWEST", 12)


def learned(rounds: Sequence[tuple[int, str]]) -> User:
    """Somebody of a workspace in which so many rounds of people of each country did something."""
    with transaction() as session:
        user = sales_person(session)
        history = History(session, user.workspace_id)
        for count, country in rounds:
            history.many(count, country)
        gathered = gather(session, user.workspace_id, NOW)
        trained = train(PRIOR, gathered.events, NOW, "learned", gathered.groups)
        keep_model(session, user.workspace_id, gathered, trained, NOW)
    return user


def test_before_anything_was_learned_the_page_says_so() -> None:
    with transaction() as session:
        user = sales_person(session)
    page = Console(user).get("/results/learned").text
    assert "The formula written by hand decides" in page and "Nothing has been learned" in page


def test_with_few_answers_it_gives_their_number_and_no_figure() -> None:
    page = Console(learned([(4, "CZ")])).get("/results/learned").text
    assert "Not in use yet: too few people to compare." in page
    assert "6 answers so far." in page and "AUC" not in page and "%</text>" not in page.replace(" %</text>", "")


def test_a_model_in_use_is_shown_with_its_intervals_and_what_it_learned_and_can_be_switched_off() -> None:
    user = learned([(20, "CZ"), (20, "NO")])
    browser = Console(user)
    page = browser.get("/results/learned").text
    assert "What was learned decides" in page and "In use: on answers it had never seen" in page
    for words in (
        "AUC",
        "Log loss",
        "Calibration slope",
        "Drift",
        "Does what we say come true?",
        "For parts of your people",
        "How popular gifts are",
    ):
        assert words in page
    assert browser.post("/results/learned", act="off").status_code == 303
    assert "Not used: someone decided so." in browser.get("/results/learned").text
    browser.post("/results/learned", act="on")
    with reading() as session:
        assert session.get_one(LearnedModel, user.workspace_id).is_used is True
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.user_id == user.id).order_by(AuditEntry.id))
        assert list(acts) == ["model.switched_off", "model.switched_on"]


def test_who_may_not_change_rules_sees_it_and_has_no_switch() -> None:
    user = learned([(4, "CZ")])
    with transaction() as session:
        reader = make_user(session, user.workspace_id, "read_only")
    browser = Console(reader)
    assert "Stop using it" not in browser.get("/results/learned").text
    assert browser.post("/results/learned", act="off").status_code == 403


def test_learned_stands_beside_by_hand_for_everyone_and_each_country_and_drift_week_by_week() -> None:
    user = learned([(60, "CZ"), (60, "NO")])
    with transaction() as session:
        row = session.scalars(select(LearnedModel)).one()
        tested, parts = row.tested, [one for one in row.found["parts"] if one["kind"] == "country"]
        row.found = row.found | {"weeks": [
            {"monday": "2026-06-01", "answers": 44, "drift": {"value": 0.052, "low": 0.01, "high": 0.094}},
            {"monday": "2026-06-08", "answers": 7, "drift": None},
        ]}  # fmt: skip
    assert [one["value"] for one in parts] == ["CZ", "NO"]
    page = Console(user).get("/results/learned").text
    assert "Learned against the formula written by hand" in page
    assert f"{tested['low']:.3f} to {tested['high']:.3f}" in page
    for one in parts:
        against, shown = one["against"], one["quality"]
        assert f"{against['low']:.3f} to {against['high']:.3f}" in page
        assert f"{shown['slope_low']:.2f} to {shown['slope_high']:.2f}" in page
        drift = shown["drift"]
        assert f"{100 * drift['low']:+.1f} to {100 * drift['high']:+.1f}".replace("-", "−") in page
    assert "Czechia<small>Country</small>" in page and "Norway<small>Country</small>" in page
    assert "1 Jun" in page and "+5.2" in page and "+1.0 to +9.4" in page and "too few" in page


def test_a_row_of_an_earlier_release_has_neither_and_is_shown() -> None:
    user = learned([(20, "CZ")])
    with transaction() as session:
        row = session.scalars(select(LearnedModel)).one()
        row.found = {key: value for key, value in row.found.items() if key not in {"weeks", "parts", "untold"}}
        row.found["quality"] = {key: value for key, value in row.found["quality"].items() if "slope_" not in key}
    page = Console(user).get("/results/learned")
    assert page.status_code == 200 and "Share that was kept less" not in page.text
