"""Another lever or limit over past decisions: they are made again, and what would come of it is told only where the log can
tell."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.app.tables import METADATA
from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.brain.levers.in_force import EVERYONE
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import save_segment
from service.brain.simulate.answered import WITHIN, has_answered
from service.brain.simulate.change import Change, read_change
from service.brain.simulate.models import Simulation
from service.brain.simulate.run import Found, Move, keep_simulation, simulate
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import Action
from service.decisions.next_action.decide import decide, shown_with
from service.decisions.next_action.person import PersonState
from service.decisions.next_action.policy import Policy
from service.decisions.next_action.record import made_from, said
from service.errors import HandpickedError, InvalidInput
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    make_account,
    make_campaign,
    make_gift,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.brain.people import AT, DAY, happened, make_two, who

LATER = AT + 40 * DAY


@pytest.fixture
def owner(database: str) -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id)


def logged(owner: User, people: int, actions: list[Action], *, share: float = 0.0, seed: int = 1) -> list[str]:
    """A decision for each of so many people, drawn as the policy says, with what was shown kept as the product keeps it; their
    ids."""
    chance = random.Random(seed)
    ids = []
    with transaction() as session:
        account = make_account(session, owner.workspace_id, new_id("company"))
        for number in range(people):
            person = make_recipient(session, account, f"P{number}")
            state = PersonState(person.id, account.id, "CZ")
            policy = Policy(random_share=share, draw=chance.random())
            made = decide(state, AT, actions, policy)
            best = made.winner
            row = NextDecision(
                id=new_id("dcs"), workspace_id=owner.workspace_id, recipient_id=person.id, at=AT, cause="due",
                kind=best.action.kind, way=best.action.way, why="best", chance=best.chance, context=best.context,
                worth=best.worth, lever=best.lever, score=best.score, model_version=made.model_version,
                probability=made.shown_probability, is_random=made.is_random,
                made_from=made_from(state, AT, actions, policy), said=said(made),
            )  # fmt: skip
            session.add(row)
            ids.append(person.id)
    return ids


KEEP = Action("keep", about="ofr_1", chance=0.5)
REWARD = Action("reward", about="ofr_2", chance=0.55)
"""Their scores: 0.72 and 0.55 at the defaults."""


def run(owner: User, what: str, to: str, days: int = 90, at: datetime = LATER) -> Found:
    with reading() as session:
        return simulate(session, owner.workspace_id, read_change(session, owner.workspace_id, what, to), days, at)


def test_a_lever_is_tried_on_every_decision_and_nothing_is_written(owner: User) -> None:
    logged(owner, 24, [KEEP, REWARD])
    before = rows()
    found = run(owner, "lever:reward", "1.9")
    assert rows() == before
    assert (found.looked_at, found.people, found.other_way) == (24, 24, 24)
    assert (found.before, found.after) == ({"keep": 24}, {"reward": 24})
    assert (found.messages_before, found.messages_after) == (0, 0)


def test_who_is_moved_is_told_only_where_at_least_four_are_and_four_are_not(owner: User) -> None:
    logged(owner, 20, [KEEP, REWARD])
    everybody = run(owner, "lever:reward", "1.9")
    assert (everybody.moves, everybody.untold) == ([], 20)
    logged(owner, 3, [REWARD])
    assert run(owner, "lever:reward", "1.9").moves == []
    logged(owner, 1, [REWARD])
    some = run(owner, "lever:reward", "1.9")
    assert (some.moves, some.untold) == ([Move("keep", "reward", 20, 20)], 0)
    few = run(owner, "lever:reward", "0.5")
    assert (few.other_way, few.moves) == (0, [])


def test_a_limit_is_tried_tighter_only(owner: User) -> None:
    with reading() as session:
        for what, to in [("limit:quiet_days", "30"), ("limit:ignored", "3"), ("limit:account_messages", "61")]:
            with pytest.raises(InvalidInput):
                read_change(session, owner.workspace_id, what, to)
        assert read_change(session, owner.workspace_id, "limit:quiet_days", "90") == Change("limit:quiet_days", 60, 90)


@pytest.mark.parametrize(
    ("what", "to"),
    [
        ("lever:shout", "1"), ("lever:meet", "0.4"), ("lever:meet", "nan"), ("lever:meet", ""), ("lever:meet", "0.6"),
        ("limit:message_days", "9"), ("limit:quiet_days", "90.5"), ("limit:quiet_days", "1e9"), ("", "1"),
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(owner: User, what: str, to: str) -> None:
    with pytest.raises(InvalidInput), reading() as session:
        read_change(session, owner.workspace_id, what, to)


def test_where_nothing_was_drawn_the_past_cannot_tell_and_no_figure_is_given(owner: User) -> None:
    logged(owner, 150, [KEEP, REWARD])
    found = run(owner, "lever:reward", "1.9")
    assert found.estimate.unseen == 1.0
    assert (found.estimate.ips, found.estimate.snips, found.estimate.doubly_robust) == (None, None, None)
    assert found.came.ips is not None


def test_a_change_of_what_is_rarely_drawn_is_refused_for_its_small_sample(owner: User) -> None:
    logged(owner, 300, [KEEP, REWARD], share=0.02)
    found = run(owner, "lever:reward", "1.9")
    assert found.estimate.unseen == 0.0
    assert 0 <= found.estimate.effective < 20
    assert found.estimate.snips is None


def test_where_the_past_can_tell_all_three_estimates_hold_what_is_true(owner: User) -> None:
    """Nobody's decision changes: the change is estimated as what came, whatever method is asked."""
    ids = logged(owner, 120, [KEEP, REWARD])
    with transaction() as session:
        answer(session, owner, ids[:30], AT + DAY)
        answer(session, owner, ids[30:40], AT + WITHIN + DAY)
    found = run(owner, "lever:meet", "1.5")
    assert found.other_way == 0
    assert found.came.ips is not None
    assert found.came.ips.value == pytest.approx(0.25)
    for figure in (found.estimate.ips, found.estimate.snips, found.estimate.doubly_robust):
        assert figure is not None
        assert figure.value == pytest.approx(0.25)
        assert figure.low < 0.25 < figure.high


def answer(session: Session, owner: User, ids: list[str], at: datetime) -> None:
    """Each says yes to a gift at that moment."""
    campaign = make_campaign(session, owner.workspace_id)
    for person_id in ids:
        gift = make_gift(session, campaign, session.get_one(Recipient, person_id), None)
        happened(session, gift.id, "gift.accepted", at)


def test_an_answer_counts_for_two_weeks_and_not_before_the_decision() -> None:
    assert has_answered([AT + timedelta(seconds=1)], AT)
    assert has_answered([AT - DAY, AT + WITHIN], AT)
    assert not has_answered([AT - DAY, AT, AT + WITHIN + timedelta(seconds=1)], AT)
    assert not has_answered([], AT)


def test_only_decisions_that_are_two_weeks_old_count_and_one_in_two_weeks_of_each_person(database: str) -> None:
    with transaction() as session:
        two = make_two(session)
        owner = make_user(session, two.workspace_id)
        for day in (0, 5, 15, 30):
            decide_for(session, who(session, two), AT + day * DAY, "asked")
    found = run(owner, "lever:meet", "1.5", at=AT + 40 * DAY)
    assert found.looked_at == 4
    assert found.came.decisions == 2  # days 0 and 15; day 5 is too near, day 30 too new


def test_shown_with_says_what_is_drawn_and_how_often() -> None:
    made = decide(PersonState("rcp_1", "acc_1", "CZ"), AT, [KEEP, REWARD], Policy())
    assert shown_with(made, 0.0) == {KEEP.key: 1.0}
    assert shown_with(made, 0.02) == {KEEP.key: pytest.approx(0.99), REWARD.key: pytest.approx(0.01)}
    first = decide(PersonState("rcp_1", "acc_1", "CZ"), AT, [KEEP, REWARD], Policy(random_share=0.02, draw=0.001))
    assert shown_with(made, 0.02)[first.winner.action.key] == first.shown_probability


def test_the_page_simulates_keeps_what_came_out_and_audits_it(owner: User) -> None:
    logged(owner, 24, [KEEP, REWARD])
    console = Console(owner)
    assert "Choose a lever or a limit." in console.get("/simulate").get_data(as_text=True)
    with transaction() as session:
        session.execute(update(NextDecision).values(at=utc_now() - 20 * DAY))
    answer = console.post("/simulate", what="lever:reward", to="1.9", days="28")
    assert answer.status_code == 303
    page = console.get(answer.headers["Location"]).get_data(as_text=True)
    assert "24 of 24 decisions would have gone another way." in page
    assert "No estimate: too unlike the past." in page
    assert "/levers?reward=1.9" in page
    with reading() as session:
        row = session.scalars(select(Simulation)).one()
        assert (row.what, row.before, row.after, row.days, row.segment_id) == ("lever:reward", 1.0, 1.9, 28, None)
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "decisions.simulated")).one()
        assert line.body == {"what": "lever:reward", "before": 1.0, "after": 1.9, "days": 28}
    assert console.post("/simulate", what="lever:reward", to="9", days="28").status_code == 422
    assert console.post("/simulate", what="lever:reward", to="1.5", days="7").status_code == 422


def test_a_simulation_of_another_workspace_is_none(owner: User) -> None:
    with transaction() as session:
        change = Change("lever:meet", 0.6, 1.1, EVERYONE)
        found = simulate(session, owner.workspace_id, change, 28, AT)
        row = keep_simulation(session, actor_of(owner), change, 28, found, AT)
        stranger = make_user(session, make_workspace(session).id)
        assert row.found == asdict(found)
    assert Console(stranger).get(f"/simulate/{row.id}").status_code == 404
    assert Console(owner).get(f"/simulate/{row.id}").status_code == 200


def test_a_lever_of_a_segment_is_tried_on_its_people_alone(owner: User) -> None:
    logged(owner, 8, [KEEP, REWARD])
    with transaction() as session:
        german = save_segment(session, actor_of(owner), "German", read_conditions([("country", "DE")]), AT).id
        told = save_segment(session, actor_of(owner), "Told", read_conditions([("told", "interest:tea")]), AT).id
    with reading() as session:
        change = read_change(session, owner.workspace_id, "lever:reward", "1.9", german)
        assert simulate(session, owner.workspace_id, change, 90, LATER).looked_at == 0
        for what, segment_id in (("lever:reward", told), ("limit:quiet_days", german), ("lever:reward", "seg_none")):
            with pytest.raises(HandpickedError):
                read_change(session, owner.workspace_id, what, "1.9", segment_id)


def rows() -> dict[str, int]:
    with reading() as session:
        tables = METADATA.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
