"""The parts of the people for whom the model's figures are given apart."""

from __future__ import annotations

import pytest

from service.brain.events.on_page import note_look
from service.brain.learning.build import keep_model
from service.brain.learning.gather import gather
from service.brain.learning.groups import groups_of
from service.brain.learning.page import model_page
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import save_segment
from service.db.connect import transaction
from service.decisions.learning.measure import switch
from service.decisions.learning.train import train
from service.decisions.preferences import PRIOR
from service.recipients.models import Account, Recipient
from tests.factories import AT, owner_of
from tests.service.brain.learning.histories import NOW, History

pytestmark = pytest.mark.usefixtures("database")


def test_people_are_parted_by_what_lists_say_how_they_came_and_what_was_saved() -> None:
    with transaction() as session:
        history = History(session)
        history.many(1, "NO")
        one, two, *others = (person.id for person in history.people)
        account = session.get_one(Account, history.people[0].account_id)
        account.relationship, account.lifecycle, account.worth = "customer", "renewal", "high"
        session.get_one(Recipient, two).locale = "ja-JP"
        session.flush()
        note_look(session, one, "gift", "card", None, AT)
        note_look(session, one, "thread", "link", None, NOW)
        asked = read_conditions([("stage", "renewal")])
        save_segment(session, owner_of(history.workspace_id), "Renewals", asked, AT)
        found = groups_of(session, history.workspace_id, [one, two, *others], NOW)
    assert [(kind, value) for kind, value in found if kind != "saved"] == [
        ("country", "NO"), ("segment", "customer"), ("stage", "renewal"), ("value", "high"),
        ("language", "cs"), ("language", "ja"), ("entry", "card"),
    ]  # fmt: skip
    assert found["country", "NO"] == frozenset([one, two, *others])
    assert found["segment", "customer"] == found["value", "high"] == found["entry", "card"] == frozenset([one])
    assert found["language", "ja"] == frozenset([two])
    assert [people for (kind, _), people in found.items() if kind == "saved"] == [frozenset([one])]


def test_a_saved_segment_that_asks_for_something_else_since_has_no_figures_of_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(switch, "FEWEST", 12)
    with transaction() as session:
        history = History(session)
        history.many(20, "CZ")
        history.many(20, "NO")
        actor = owner_of(history.workspace_id)
        row = save_segment(session, actor, "Home market", read_conditions([("country", "CZ")]), AT)
        gathered = gather(session, history.workspace_id, NOW)
        keep_model(
            session, history.workspace_id, gathered, train(PRIOR, gathered.events, NOW, "m", gathered.groups), NOW
        )
        parts = [(one.kind, one.name) for one in model_page(session, history.workspace_id).parts]
        assert parts == [("Country", "Czechia"), ("Country", "Norway"), ("Saved segment", "Home market")]
        save_segment(session, actor, "Home market", read_conditions([("country", "CZ,DE")]), AT, row.id)
        assert model_page(session, history.workspace_id).parts[-1].name == "Norway"
