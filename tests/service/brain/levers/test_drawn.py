"""A small share of decisions is drawn: the same for a person all day, of the size that was set, and logged with its chance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.brain.levers import drawn
from service.brain.levers.drawn import draw_of, drawn_share, set_drawn_share
from service.db.connect import transaction
from service.decisions.next_action.record import recompute, written
from service.errors import InvalidInput
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.models import AuditEntry, Workspace
from tests.console import Console
from tests.factories import AT, make_account, make_recipient, make_user, make_workspace, owner_of
from tests.service.brain.offering import offer

DAY = timedelta(days=1)
MORNING = AT.replace(hour=6)


def test_a_person_is_drawn_alike_all_day_and_anew_the_next() -> None:
    day = [draw_of("rcp_1", MORNING + timedelta(hours=hour)) for hour in range(12)]
    assert set(day) == {draw_of("rcp_1", MORNING)}
    assert draw_of("rcp_1", MORNING + DAY) != day[0] != draw_of("rcp_2", MORNING)


def test_of_ten_thousand_people_about_one_in_a_hundred_is_drawn() -> None:
    draws = [draw_of(f"rcp_{number}", AT) for number in range(10_000)]
    assert all(0 <= draw < 1 for draw in draws)
    assert 80 <= sum(draw < 0.01 for draw in draws) <= 120
    assert 4_800 <= sum(draw < 0.5 for draw in draws) <= 5_200


def jana() -> Recipient:
    """With two offers above doing nothing: one that keeps and one that thanks."""
    with transaction() as session:
        account = make_account(session, make_workspace(session).id, lifecycle="active", relationship="customer")
        person = make_recipient(session, account)
        for code, kind in (("renewal", "keep"), ("thanks", "reward")):
            offer(session, person.workspace_id, AT, code=code, kind=kind)
        return person


@pytest.mark.parametrize(("draw", "is_random"), [(0.5, False), (0.0199, True)])
def test_what_is_drawn_is_logged_with_its_chance_and_recomputes_byte_for_byte(
    database: str, monkeypatch: pytest.MonkeyPatch, draw: float, is_random: bool
) -> None:
    person = jana()
    monkeypatch.setattr("service.brain.deciding.decide_for.draw_of", lambda _person, _at: draw)
    with transaction() as session:
        set_drawn_share(session, owner_of(person.workspace_id), 0.02, AT)
        weighed, decision_id = decide_for(session, lock_person(session, person.id), AT, "asked")
        row = session.get_one(NextDecision, decision_id)
        above = [one for one in weighed.decision.ranked if one.score > weighed.decision.nothing.score]
        share = 0.02 / len(above)
        assert len(above) >= 2
        assert row.probability == pytest.approx(share if is_random else 1 - 0.02 + share)
        assert (row.is_random, row.made_from["random_share"], row.made_from["draw"]) == (is_random, 0.02, draw)
        assert recompute(row.made_from) == written(row.said)


def test_a_workspace_sets_its_share_and_a_sandbox_draws_nobody(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "DEFAULT", 0.01)
    person = jana()
    with transaction() as session:
        actor = owner_of(person.workspace_id)
        assert drawn_share(session, person.workspace_id) == 0.01
        assert [set_drawn_share(session, actor, share, AT) for share in (0.005, 0.005)] == [True, False]
        assert drawn_share(session, person.workspace_id) == 0.005
        with pytest.raises(InvalidInput):
            set_drawn_share(session, actor, 0.03, AT)
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "drawn_share.set")).one()
        assert line.body == {"before": 0.01, "now": 0.005}
        session.get_one(Workspace, person.workspace_id).is_sandbox = True
        session.flush()
        assert drawn_share(session, person.workspace_id) == 0.0


def test_it_is_set_on_the_page_of_the_levers(database: str) -> None:
    person = jana()
    with transaction() as session:
        console = Console(make_user(session, person.workspace_id))
    assert console.post("/levers/drawn", share="0.02").headers["Location"] == "/levers?done=set"
    assert '<option value="0.02" selected>2 in 100</option>' in console.get("/levers").get_data(as_text=True)
    assert console.post("/levers/drawn", share="0.5").status_code == 422
