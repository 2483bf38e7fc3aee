from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from service.decisions.availability import NO_LIMIT, Availability, AvailabilityInPlan, Move
from service.decisions.online import lay_out
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Choice, Chosen, Plan, Prices, Problem, Reason
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, tea, vase

WANTED = vase(stock=1, price_minor=3000)


@pytest.mark.parametrize(
    ("stock", "promised", "own", "free"),
    [(3, 0, False, 3), (3, 2, False, 1), (1, 3, False, 0), (0, 0, True, 1), (1, 3, True, 1), (2, 1, True, 2)],
)
def test_what_is_theirs_is_free_whatever_was_promised_of_the_shelf(
    stock: int, promised: int, own: bool, free: int
) -> None:
    availability = Availability({"vase": promised}, {"vase"} if own else ())
    assert availability.pieces("vase", stock) == free
    assert availability.pieces("jug", 4) == 4


@pytest.mark.parametrize(
    ("own", "left", "most", "missing"),
    [(0, 500, 500, 2500), (3000, 500, 3500, -500), (3000, -200, 3000, 200), (0, -200, 0, 3200)],
)
def test_money_set_aside_is_theirs_and_a_gap_in_the_budget_is_filled_first(
    own: int, left: int, most: int, missing: int
) -> None:
    availability = Availability(own_minor=own, left_minor=left)
    assert (availability.affordable_minor, availability.missing_minor(3000)) == (most, missing)
    assert (availability.against(person(), WANTED, TERMS) == ()) is (most >= 3000)


def test_a_product_that_a_colleague_has_is_nothing_but_taken() -> None:
    availability = Availability({"vase": 1}, rivals={"vase": "bob"}, left_minor=0)
    assert availability.against(person(), WANTED, TERMS) == (Reason.TAKEN_IN_ACCOUNT,)


def test_over_all_products_the_same_is_free_as_of_each() -> None:
    assortment = lay_out([vase(stock=9), tea(stock=9), vase("jug", stock=9), vase("desk", stock=9)], TERMS)
    stock = {"vase": 2, "tea": 1, "jug": 0}
    availability = Availability({"vase": 1, "tea": 4, "elsewhere": 1}, {"jug"}, {"desk": "bob"}, 700, 300)
    dense = assortment.dense(availability, stock)
    assert dense.pieces.tolist() == [availability.pieces(one.id, stock.get(one.id, 0)) for one in assortment.choices]
    assert (sorted(dense.taken), dense.affordable_minor) == (["desk"], 1000)
    assert assortment.dense(Availability(), stock).affordable_minor == NO_LIMIT


@pytest.mark.parametrize("seed", range(12))
def test_what_a_move_would_free_is_what_is_free_once_it_was_made(seed: int) -> None:
    """Everybody moves to every other product in turn, colleagues and strangers, beside each of the others."""
    chance = random.Random(seed)
    problem = random_campaign(seed, 8, 6, 3, in_families=True, budget_minor=40_000)
    choices = {one.id: one for one in problem.choices}
    who = {one.id: one for one in problem.candidates}
    given = {name: chance.choice(problem.choices) for name in list(who)[:6]}
    before = _given(problem, given)
    now = AvailabilityInPlan(problem, before)
    for name, old in given.items():
        for new in problem.choices:
            moved = AvailabilityInPlan(problem, _given(problem, {**given, name: new}))
            versions = [one.id for one in choices.values() if one.family == new.family]
            for other in (one for one in problem.candidates if one.id != name):
                is_colleague = other.account_id == who[name].account_id
                move = Move(
                    name,
                    old,
                    new,
                    versions,
                    is_colleague,
                    is_unique=False,
                    has_account_limits=False,
                    country=who[name].country,
                )
                found, wanted = now.of(other).once_moved(move), moved.of(other)
                assert {key: pieces for key, pieces in found.promised.items() if pieces} == wanted.promised
                assert found.left_minor == wanted.left_minor
                if not is_colleague or _is_rightful(given, who, name, new):
                    assert found.rivals == wanted.rivals


def test_what_only_one_may_have_is_free_once_they_have_something_else() -> None:
    free = Availability({"vase": NO_LIMIT, "tea": 0}, left_minor=100)
    move = Move("bob", vase(price_minor=3000), tea(price_minor=2500), ["tea"], False, True, False, "NO")
    assert free.once_moved(move).promised == {"tea": NO_LIMIT}
    assert free.once_moved(move).left_minor == 600
    limited = Move("bob", vase(price_minor=3000), tea(price_minor=2500), ["tea"], False, True, True, "NO")
    assert free.once_moved(limited).left_minor == 100


def _given(problem: Problem, given: Mapping[str, Choice]) -> Plan:
    """A plan that gives these products, whatever the rules say of it."""
    country = {one.id: one.country for one in problem.candidates}
    chosen = {
        name: Chosen(
            name, one.id, one.price_minor, score(person(name), one, problem.terms), (), None,
            extra_minor=one.landed_minor(country[name]) - one.price_minor,
        )
        for name, one in given.items()
    }  # fmt: skip
    spent = sum(one.landed_minor for one in chosen.values())
    return Plan(chosen, (), (), 0.0, 0.0, 0.0, spent, 0, Prices(), 0.0, 1, {})


def _is_rightful(given: Mapping[str, Choice], who: Mapping[str, Candidate], name: str, new: Choice) -> bool:
    """Whether no colleague has a version of the person's product, before or after: no plan that keeps the rules has two."""
    own = {given[name].family, new.family}
    others = (one for other, one in given.items() if other != name and who[other].account_id == who[name].account_id)
    return not own & {one.family for one in others}


@pytest.mark.parametrize(("uniqueness", "of_vase"), [("account", 3), ("campaign", 0)])
def test_in_a_plan_what_others_have_is_not_free(uniqueness: str, of_vase: int) -> None:
    ana, bob, eve = person("ana"), person("bob"), person("eve", account_id="other")
    choices = (vase(stock=4, price_minor=3000), tea(stock=4))
    problem = Problem((ana, bob, eve), choices, 10_000, TERMS, uniqueness, account_budgets={ana.account_id: 3500})  # type: ignore[arg-type]
    in_plan = AvailabilityInPlan(problem, _plan("ana", problem))

    assert [in_plan.of(one).pieces("vase", 4) for one in (ana, bob, eve)] == [of_vase + 1, of_vase, of_vase]
    assert [in_plan.of(one).rivals for one in (ana, bob, eve)] == [{}, {"vase": "ana"}, {}]
    assert [in_plan.of(one).affordable_minor for one in (ana, bob, eve)] == [3500, 500, 7000]
    assert [in_plan.of(one).is_account_limit for one in (ana, bob, eve)] == [True, True, False]


def _plan(name: str, problem: Problem) -> Plan:
    """This person has the problem's first product, nobody else has anything."""
    (candidate,) = (one for one in problem.candidates if one.id == name)
    gift = problem.choices[0]
    chosen = Chosen(name, gift.id, gift.price_minor, score(candidate, gift, TERMS), (), None)
    return Plan({name: chosen}, (), (), 0.0, 0.0, 0.0, gift.price_minor, 0, Prices(), 0.0, 0, {})


def test_without_anybody_else_there_is_everything() -> None:
    alone = Availability()
    assert (alone.affordable_minor, alone.pieces("vase", 2), alone.against(person(), WANTED, TERMS)) == (
        NO_LIMIT,
        2,
        (),
    )


@pytest.mark.parametrize(("left", "reasons"), [(3000, ()), (2999, (Reason.INSUFFICIENT_FUNDS,))])
def test_money_exactly_enough_is_enough_and_one_minor_unit_short_is_not(left: int, reasons: tuple[Reason, ...]) -> None:
    assert Availability(left_minor=left).against(person(), WANTED, TERMS) == reasons


@pytest.mark.parametrize(("promised", "reasons"), [(0, ()), (1, (Reason.OUT_OF_STOCK,))])
def test_the_last_piece_is_free_until_it_is_promised(promised: int, reasons: tuple[Reason, ...]) -> None:
    assert Availability({"vase": promised}).against(person(), WANTED, TERMS) == reasons


def test_their_own_piece_set_aside_is_there_on_an_empty_shelf() -> None:
    gone = vase(stock=0)
    assert Availability(own={"vase"}).against(person(), gone, TERMS) == ()
    assert Availability(own={"jug"}).against(person(), gone, TERMS) == (Reason.OUT_OF_STOCK,)


def test_what_is_gone_and_too_dear_is_told_as_both_the_piece_first() -> None:
    short = Availability({"vase": 1}, left_minor=2999)
    assert short.against(person(), WANTED, TERMS) == (Reason.OUT_OF_STOCK, Reason.INSUFFICIENT_FUNDS)


def test_rules_are_told_before_what_is_scarce_and_a_fixed_gift_before_the_rules() -> None:
    asked = person(no_gifts=True, cap_minor=2999, frozen_product="jug")
    assert Availability({"vase": 1}).against(asked, WANTED, TERMS) == (
        Reason.FROZEN,
        Reason.POLICY_BLOCKED,
        Reason.OVER_CAP,
        Reason.OUT_OF_STOCK,
    )


def test_the_fixed_gift_itself_is_not_closed_by_being_fixed() -> None:
    assert Availability().against(person(frozen_product="vase"), WANTED, TERMS) == ()


def test_money_missing_is_counted_from_what_is_set_aside_and_left() -> None:
    assert Availability(own_minor=1000, left_minor=1500).missing_minor(2501) == 1
    assert Availability(own_minor=1000, left_minor=1500).missing_minor(2500) == 0


@pytest.mark.parametrize(
    ("account_budget", "affordable", "is_account_limit"), [(6999, 3999, True), (7000, 4000, False), (7001, 4000, False)]
)
def test_the_tighter_of_two_budgets_is_named_and_the_campaigns_where_they_are_equal(
    account_budget: int, affordable: int, is_account_limit: bool
) -> None:
    ann, bob = person("ann"), person("bob")
    problem = Problem((ann, bob), (vase(price_minor=3000),), 7000, TERMS, account_budgets={"acme": account_budget})
    free = AvailabilityInPlan(problem, _plan("ann", problem)).of(bob)
    assert (free.affordable_minor, free.is_account_limit, free.own_minor) == (affordable, is_account_limit, 0)


def test_what_somebody_has_in_a_plan_stays_theirs_when_the_money_is_spent() -> None:
    ann, bob = person("ann"), person("bob")
    problem = Problem((ann, bob), (vase(stock=1, price_minor=3000), tea()), 3000, TERMS)
    in_plan = AvailabilityInPlan(problem, _plan("ann", problem))
    assert in_plan.of(ann).against(ann, problem.choices[0], TERMS) == ()
    assert in_plan.of(bob).against(bob, problem.choices[0], TERMS) == (Reason.TAKEN_IN_ACCOUNT,)
    assert in_plan.of(bob).against(bob, problem.choices[1], TERMS) == (Reason.INSUFFICIENT_FUNDS,)


def test_a_gift_of_a_kind_is_gone_for_all_but_whoever_has_it() -> None:
    ann, eve = person("ann"), person("eve", account_id="other")
    problem = Problem((ann, eve), (vase(stock=5),), 100_000, TERMS, "campaign")
    in_plan = AvailabilityInPlan(problem, _plan("ann", problem))
    assert in_plan.of(eve).against(eve, problem.choices[0], TERMS) == (Reason.OUT_OF_STOCK,)
    assert in_plan.of(ann).against(ann, problem.choices[0], TERMS) == ()
