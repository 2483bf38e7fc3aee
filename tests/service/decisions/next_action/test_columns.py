"""What is laid out for everybody, with a person's own actions beside it, decides as one list does."""

from __future__ import annotations

import pytest

from service.decisions.next_action.actions import Action
from service.decisions.next_action.decide import decide
from service.decisions.next_action.factors.columns import lay_out, with_more
from service.decisions.next_action.policy import Policy
from service.errors import InvalidInput
from tests.service.decisions.next_action.people import AT, DAY, action, person

OFFERS = [
    action("keep", about="a", way="page", countries=frozenset({"CZ"}), until=AT + DAY),
    action("reward", about="b", way="mail", countries=frozenset({"RO"})),
    action("keep", about="c", way="page", topic="travel", chance=0.9),
]
OWN = [action("send"), action("remind"), Action("thank", way="task"), Action("nothing")]


def test_two_parts_decide_as_one_list() -> None:
    both = decide(person(), AT, with_more(lay_out(OFFERS), OWN), Policy())
    one = decide(person(), AT, [*OFFERS, *OWN], Policy())
    assert (both.ranked, both.winner, both.capped) == (one.ranked, one.winner, one.capped)
    assert sorted(both.blocked, key=lambda found: found.action.key) == sorted(
        one.blocked, key=lambda found: found.action.key
    )


def test_both_parts_together_keep_the_limit() -> None:
    many = [action("keep", about=f"o{number}", way="page") for number in range(6_000)]
    more = [action("keep", about=f"p{number}", way="page") for number in range(6_000)]
    with pytest.raises(InvalidInput):
        with_more(lay_out(many), more)
