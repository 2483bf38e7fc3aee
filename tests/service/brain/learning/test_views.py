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
        trained = train(PRIOR, gathered.events, NOW, "learned", gathered.segment_of)
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
        "By country",
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
