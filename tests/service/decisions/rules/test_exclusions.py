from __future__ import annotations

from service.decisions.rules.exclusions import count_reasons, offered, waiting_reason, without_gift
from service.decisions.values import Held, Reason, Unmatched
from tests.service.decisions.people_and_products import TERMS, person, tea, vase

ASKED = person(diet_known=False, diet_pending=True)


def test_only_a_reason_that_stands_alone_can_be_waited_for() -> None:
    assert waiting_reason(ASKED, [tea()], TERMS) is Reason.DIETARY_UNKNOWN
    assert waiting_reason(ASKED, [tea(stock=0)], TERMS) is None
    assert waiting_reason(ASKED, [], TERMS) is None


def test_two_answers_can_be_waited_for_together() -> None:
    assert waiting_reason(person(diet_known=False, age_from=None), [tea(alcohol=True)], TERMS) is Reason.DIETARY_UNKNOWN


def test_an_answer_that_would_help_holds_and_none_leaves_unmatched() -> None:
    held = without_gift(ASKED, [tea()], TERMS, [Reason.DIETARY_UNKNOWN])
    assert held == Held("ann", Reason.DIETARY_UNKNOWN, {Reason.DIETARY_UNKNOWN: 1})
    lost = without_gift(person(no_gifts=True), [tea()], TERMS, [Reason.POLICY_BLOCKED])
    assert lost == Unmatched("ann", {Reason.POLICY_BLOCKED: 1})


def test_a_frozen_gift_is_the_only_one_on_offer() -> None:
    choices = [tea(), vase()]
    assert [choice.id for choice in offered(person(frozen_product="vase"), choices)] == ["vase"]
    assert [choice.id for choice in offered(person(), choices)] == ["tea", "vase"]


def test_the_most_frequent_reason_comes_first_and_equals_in_the_order_they_are_told() -> None:
    counted = count_reasons([Reason.OUT_OF_STOCK, Reason.DIETARY, Reason.OVER_CAP, Reason.OVER_CAP])
    assert list(counted.items()) == [(Reason.OVER_CAP, 2), (Reason.DIETARY, 1), (Reason.OUT_OF_STOCK, 1)]
