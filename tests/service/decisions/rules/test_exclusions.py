from __future__ import annotations

from service.decisions.rules.exclusions import count_reasons, most_frequent_first, offered, waiting_reason, without_gift
from service.decisions.values import Held, Reason, Unmatched
from tests.service.decisions.people_and_products import DELIVERY, TERMS, person, tea, vase

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


def test_what_is_waited_for_is_found_behind_products_that_nothing_lifts() -> None:
    shelf = [vase(recalled=True), vase(min_age=25, stock=0), tea()]
    assert waiting_reason(ASKED, shelf, TERMS) is Reason.DIETARY_UNKNOWN


def test_what_may_be_given_is_nothing_to_wait_for() -> None:
    assert waiting_reason(person(), [vase()], TERMS) is None


def test_the_first_product_that_an_answer_opens_says_which_answer() -> None:
    stranger = person(diet_pending=True, age_from=None)
    assert waiting_reason(stranger, [vase(min_age=18), tea()], TERMS) is Reason.AGE_CHECK_REQUIRED
    assert waiting_reason(stranger, [tea(), vase(min_age=18)], TERMS) is Reason.DIETARY_UNKNOWN


def test_whoever_is_away_waits_for_another_day() -> None:
    away = person(away=((DELIVERY, DELIVERY),))
    assert waiting_reason(away, [tea(perishable=True)], TERMS) is Reason.AWAY


def test_an_answer_that_opens_another_gift_does_not_hold_whoever_keeps_a_fixed_one() -> None:
    fixed = person(frozen_product="vase", diet_pending=True)
    filed = without_gift(fixed, [vase(recalled=True), tea()], TERMS, [Reason.RECALLED, Reason.FROZEN])
    assert filed == Unmatched("ann", {Reason.FROZEN: 1, Reason.RECALLED: 1})


def test_a_fixed_gift_that_is_not_on_offer_offers_nothing() -> None:
    assert list(offered(person(frozen_product="gone"), [tea(), vase()])) == []


def test_reasons_that_exclude_nothing_are_not_counted() -> None:
    assert most_frequent_first({Reason.OVER_CAP: 0, Reason.AWAY: 2, Reason.DIETARY: -1}) == {Reason.AWAY: 2}
    assert count_reasons([]) == {}


def test_equals_are_told_in_order_whichever_was_met_first() -> None:
    one_way = count_reasons([Reason.AWAY, Reason.RECALLED, Reason.CURRENCY])
    assert list(one_way) == [Reason.RECALLED, Reason.CURRENCY, Reason.AWAY]
