"""What is stored of a decision makes the same decision again, byte for byte."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from service.decisions.next_action.decide import decide
from service.decisions.next_action.person import MayWrite, Sent, Signal
from service.decisions.next_action.policy import Limits, Policy
from service.decisions.next_action.record import made_from, read, recompute, said, written
from service.errors import Conflict
from tests.service.decisions.next_action.people import AT, DAY, GIFT, action, person
from tests.service.decisions.next_action.test_decide import Says

WHO = person(
    stage="renewal",
    relationship="customer",
    account_value=1.3,
    gifts=(replace(GIFT, open_until=AT + DAY, chance=0.61, launched_at=AT),),
    sent=(Sent("reminder", AT - DAY, "text"), Sent("invitation", AT - 40 * DAY, is_heeded=True)),
    signals=(Signal("price_look", AT - DAY / 3, 7.0),),
    done=frozenset({"b", "a"}),
    topics=frozenset({"travel"}),
    facts=("fct_1", "fct_2"),
    contact={"send:gft_1:mail": MayWrite(None, "quiet_hours", AT + DAY), "thank::mail": MayWrite("unsubscribed")},
)
ACTIONS = (
    action("send"),
    action("keep", about="o", way="page", since=AT - DAY, countries=frozenset({"RO", "CZ"}), chance=0.4),
    action("thank"),
)
POLICY = Policy(levers={"send": 1.3, "nothing": 0.7}, limits=Limits(ignored=3), random_share=0.01, draw=0.003)


def test_what_it_was_made_from_is_read_back_as_it_was() -> None:
    stored = json.loads(written(made_from(WHO, AT, ACTIONS, POLICY)))
    assert read(stored) == (WHO, AT, ACTIONS, POLICY)


def test_a_stored_decision_recomputes_byte_for_byte() -> None:
    stored = json.loads(written(made_from(WHO, AT, ACTIONS, POLICY)))
    assert recompute(stored) == written(said(decide(WHO, AT, ACTIONS, POLICY)))


def test_another_lever_makes_other_bytes() -> None:
    stored = json.loads(written(made_from(WHO, AT, ACTIONS, POLICY)))
    stored["levers"]["send"] = 1.2
    assert recompute(stored) != written(said(decide(WHO, AT, ACTIONS, POLICY)))


def test_with_another_model_nothing_is_recomputed() -> None:
    stored = made_from(WHO, AT, ACTIONS, replace(POLICY, model=Says(0.4)))
    assert recompute(stored, Says(0.4)) == written(said(decide(WHO, AT, ACTIONS, replace(POLICY, model=Says(0.4)))))
    with pytest.raises(Conflict):
        recompute(stored)


def test_what_is_no_number_is_stored_as_missing() -> None:
    body = said(decide(person(), AT, [action("send")], Policy(model=Says(float("nan")))))
    assert json.loads(written(body))["blocked"][0]["score"] is None
