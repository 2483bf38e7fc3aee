"""A lever can hold for a saved segment alone: for whoever belongs to it at that moment, and never so that it tells who does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.decide_for import decide_for, weigh
from service.brain.deciding.models import NextDecision
from service.brain.levers.in_force import EVERYONE, levers_for, levers_set
from service.brain.levers.models import SegmentLever
from service.brain.levers.preview import preview
from service.brain.levers.set_lever import set_levers
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import delete_segment, save_segment
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import Kind
from service.decisions.next_action.policy import most_careful
from service.decisions.next_action.record import recompute, written
from service.errors import Conflict, InvalidInput, NotFound
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.service.brain.people import AT, DAY, Two, make_two, who


def segment(owner: User, name: str, **asks: str) -> str:
    with transaction() as session:
        return save_segment(session, actor_of(owner), name, read_conditions(asks.items()), AT).id


def set_for(owner: User, segment_id: str, **levers: float) -> int:
    with transaction() as session:
        return set_levers(session, actor_of(owner), levers, AT, segment_id)


def lever_of(two: Two, kind: Kind) -> float | None:
    with reading() as session:
        return levers_for(session, who(session, two), AT).get(kind)


def test_it_holds_for_whoever_belongs_to_the_segment_at_that_moment(two: Two, owner: User) -> None:
    czech = segment(owner, "Czech", country="CZ")
    set_for(owner, EVERYONE, remind=0.8)
    assert set_for(owner, czech, remind=0.5) == 1
    assert lever_of(two, "remind") == 0.5
    with transaction() as session:
        who(session, two).country = "DE"
    assert lever_of(two, "remind") == 0.8


def test_it_changes_what_is_decided_and_the_decision_recomputes(two: Two, owner: User) -> None:
    with transaction() as session:
        weighed, _ = decide_for(session, who(session, two), AT, "due", only_messages=True)
    assert weighed.decision.winner.action.kind == "remind"
    set_for(owner, segment(owner, "Czech", country="CZ"), remind=0.5)
    with transaction() as session:
        found = weigh(session, who(session, two), AT, only_messages=True)
        _, decision_id = decide_for(session, who(session, two), AT + 2 * DAY, "due", only_messages=True)
        row = session.get_one(NextDecision, decision_id)
        assert recompute(row.made_from) == written(row.said)
        assert row.made_from["levers"] == {"remind": 0.5}
    assert found.decision.winner.action.kind == "nothing"


def test_of_two_segments_the_one_that_writes_less_holds(two: Two, owner: User) -> None:
    set_for(owner, segment(owner, "Czech", country="CZ"), remind=0.6, nothing=1.2)
    set_for(owner, segment(owner, "Central", country="CZ, DE"), remind=1.4, nothing=0.8, ask=2.0)
    with reading() as session:
        assert levers_for(session, who(session, two), AT) == {"remind": 0.6, "nothing": 1.2, "ask": 2.0}
    assert most_careful({"meet": 0.7, "ask": 1.0}, []) == {"meet": 0.7, "ask": 1.0}


def test_each_change_is_audited_with_its_segment_and_one_as_for_everybody_has_no_row(two: Two, owner: User) -> None:
    czech = segment(owner, "Czech", country="CZ")
    set_for(owner, czech, remind=0.5)
    set_for(owner, czech, remind=0.7)
    assert set_for(owner, czech, remind=0.9) == 1
    assert set_for(owner, czech, remind=0.9) == 0
    with reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "lever.set").order_by(AuditEntry.id)).all()
        assert [(line.subject_id, line.body["before"], line.body["now"]) for line in lines] == [
            ("remind", 0.9, 0.5),
            ("remind", 0.5, 0.7),
            ("remind", 0.7, 0.9),
        ]
        assert {line.body["segment"] for line in lines} == {czech}
        assert session.scalars(select(SegmentLever)).all() == []


@pytest.mark.parametrize(
    "asks", [{"told": "interest:running"}, {"country": "CZ", "device": "phone"}, {"entry": "card"}]
)
def test_a_segment_that_would_tell_who_is_in_it_has_no_levers(two: Two, owner: User, asks: dict[str, str]) -> None:
    hidden = segment(owner, "Hidden", **asks)
    with pytest.raises(Conflict, match="would tell who is in it"):
        set_for(owner, hidden, remind=0.5)
    assert Console(owner).get(f"/levers?segment={hidden}").status_code == 409
    with reading() as session:
        assert session.scalars(select(SegmentLever)).all() == []


def test_a_segment_with_levers_keeps_to_what_staff_see_and_cannot_be_deleted(two: Two, owner: User) -> None:
    czech = segment(owner, "Czech", country="CZ")
    set_for(owner, czech, remind=0.5)
    with pytest.raises(Conflict, match="can only ask for"), transaction() as session:
        save_segment(session, actor_of(owner), "Czech", read_conditions([("told", "motive:outdoors")]), AT, czech)
    with pytest.raises(Conflict, match="Set it back first"), transaction() as session:
        delete_segment(session, actor_of(owner), czech, AT)
    set_for(owner, czech, remind=0.9)
    with transaction() as session:
        delete_segment(session, actor_of(owner), czech, AT)


@pytest.mark.parametrize("wanted", [{"remind": 0.4}, {"shout": 1.0}, {"ask": float("inf")}])
def test_what_is_no_lever_is_refused_for_a_segment_too(two: Two, owner: User, wanted: dict[str, float]) -> None:
    czech = segment(owner, "Czech", country="CZ")
    with pytest.raises(InvalidInput):
        set_for(owner, czech, **wanted)


def test_a_segment_of_another_workspace_is_none(two: Two, owner: User) -> None:
    czech = segment(owner, "Czech", country="CZ")
    with transaction() as session:
        other = make_two(session)
    with pytest.raises(NotFound), transaction() as session:
        set_levers(session, Actor(other.workspace_id, None, "owner"), {"ask": 2.0}, AT, czech)


def test_a_preview_is_of_the_segments_own_decisions(two: Two, owner: User) -> None:
    for day in range(3):
        with transaction() as session:
            decide_for(session, who(session, two), AT + day * timedelta(hours=25), "due", only_messages=True)
    czech, german = segment(owner, "Czech", country="CZ"), segment(owner, "German", country="DE")
    with reading() as session:
        ours = preview(session, two.workspace_id, {"remind": 0.5}, AT + 4 * DAY, czech)
        none = preview(session, two.workspace_id, {"remind": 0.5}, AT + 4 * DAY, german)
    assert (ours.looked_at, ours.other_way, ours.after) == (3, 3, {"nothing": 3})
    assert none.looked_at == 0


def test_the_page_sets_them_for_the_segment_that_was_chosen(two: Two, owner: User) -> None:
    czech = segment(owner, "Czech", country="CZ")
    console = Console(owner)
    page = console.get(f"/levers?segment={czech}&meet=1.1").get_data(as_text=True)
    assert "These hold for the people of “Czech”" in page
    assert "Set “Invite to meet” to 1.10" in page
    assert console.post("/levers", segment=czech, meet="1.1").headers["Location"] == f"/levers?done=set&segment={czech}"
    with reading() as session:
        assert levers_set(session, two.workspace_id) == {EVERYONE: {}, czech: {"meet": 1.1}}
    assert "1 lever</div>" in console.get("/segments").get_data(as_text=True)
    assert console.post("/levers", segment=czech, back="defaults").status_code == 303
    with reading() as session:
        assert levers_set(session, two.workspace_id) == {EVERYONE: {}}
