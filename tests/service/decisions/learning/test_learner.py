"""What is learned from a yes, a no and a swap, at once and all over again."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from service.decisions.learning.bayes_logit import chance, learn_answer
from service.decisions.learning.choice_model import chances, learn_choice
from service.decisions.learning.events import Did
from service.decisions.learning.features import FIGURES, Layout, features_of
from service.decisions.learning.learner import Learner, learn_all, log_odds, new_learner
from service.decisions.learning.posterior import prior_of
from service.decisions.learning.rebuild import rebuild
from service.decisions.preferences import PRIOR
from service.errors import InvalidInput
from tests.service.decisions.learning.shoppers import BOOK, LAMP, NOW, TEA, TRAITS, event, random_events, shown
from tests.service.decisions.people_and_products import person, tea, vase


def worths(learner: Learner) -> list[float]:
    return log_odds(learner, [shown(TEA), shown(BOOK), shown(LAMP)])


def test_who_has_learned_nothing_says_what_was_written_by_hand() -> None:
    learned = new_learner(PRIOR, TRAITS).model("learned-0")
    for interests in ({}, {"tea": 1.0, "design": 0.5}):
        for product in (tea(interests={"tea": 1.0}), vase()):
            one = person(interests=interests, tastes={"interest:tea": 0.3})
            assert learned.propensity(one, product) == PRIOR.propensity(one, product)


def test_a_swap_raises_what_was_chosen_and_lowers_what_was_left_most_and_what_lay_beside_it_too() -> None:
    learner = new_learner(PRIOR, TRAITS)
    learner.learn(event(0, Did.SWAPPED, BOOK, others=(shown(TEA), shown(LAMP))), NOW)
    tea_, book, lamp = worths(learner)
    assert book > 0 > max(tea_, lamp)


def test_a_yes_raises_and_a_no_for_taste_lowers() -> None:
    yes, no = new_learner(PRIOR, TRAITS), new_learner(PRIOR, TRAITS)
    yes.learn(event(0, Did.KEPT, TEA), NOW)
    no.learn(event(0, Did.DECLINED, TEA, reason="not_interested"), NOW)
    assert worths(yes)[0] > 0 > worths(no)[0]


def test_one_answer_moves_the_mean_as_worked_out_by_hand() -> None:
    """Prior variance 0.25 for each of four coefficients that are 1 here, the probability one half: information 1/4, surprise 1/2,
    total variance 1, so each moves by 0.25 * 0.5 / (1 + 0.25)."""
    layout = Layout(["a", "b", "c"])
    posterior = prior_of(layout, PRIOR)
    learn_answer(posterior, *layout.places(shown(("a", "b", "c"))), is_yes=True)
    assert posterior.mean[[0, 4, 5, 6]] == pytest.approx([0.1] * 4)
    assert posterior.covariance[0, 0] == pytest.approx(0.25 - 0.25**2 * 0.25 / 1.25)


@pytest.mark.parametrize("widest", [256, 0])
def test_many_choices_lead_to_the_tastes_that_made_them(widest: int) -> None:
    """4,000 choices among three by known coefficients: each is found to within 0.15."""
    chance_ = random.Random(3)
    names = [f"interest:{number}" for number in range(8)]
    truth = dict(zip(names, (1.0, -1.0, 0.5, -0.5, 0.25, -0.25, 0.0, 0.0), strict=True))
    layout = Layout(names)
    posterior = prior_of(layout, PRIOR, widest=widest)
    assert posterior.is_full is (widest > 0)
    for _ in range(4_000):
        options = [tuple(sorted(chance_.sample(names, 2))) for _ in range(3)]
        weights = [np.exp(sum(truth[name] for name in option)) for option in options]
        chosen = chance_.choices(range(3), weights)[0]
        options.insert(0, options.pop(chosen))
        learn_choice(posterior, layout.matrix([shown(option) for option in options]))
    found = posterior.mean[len(FIGURES) :]
    centred = found - found.mean()
    assert np.abs(centred - np.array([truth[name] for name in names])).max() < 0.15


@pytest.mark.parametrize("kind", [Did.SWAPPED, Did.KEPT])
def test_learning_at_once_and_all_over_again_agree_about_one_event(kind: Did) -> None:
    """After one event both have taken the same step from the prior, as far as one step goes: to within a tenth of it."""
    learner = new_learner(PRIOR, TRAITS)
    one = event(0, kind, at=NOW)
    learner.learn(one, NOW)
    again, _ = learn_all(PRIOR, TRAITS, [one], NOW)
    start = prior_of(learner.layout, PRIOR).mean
    step = again.posterior.mean - start
    assert np.abs(learner.posterior.mean - start - step).max() <= 0.11 * np.abs(step).max()


@pytest.mark.parametrize("widest", [256, 0])
def test_learning_at_once_and_all_over_again_agree_about_thousands(widest: int) -> None:
    events, names = random_events(3_000)
    layout = Layout(names)
    at_once = Learner(layout, prior_of(layout, PRIOR, widest=widest), PRIOR)
    for one in events:
        at_once.learn(one, NOW)
    again = rebuild(layout, prior_of(layout, PRIOR, widest=widest), events, NOW)
    shown_ = layout.matrix([one.chosen for one in events[:400]])
    first, second = (1 / (1 + np.exp(-(shown_ @ one.mean))) for one in (at_once.posterior, again))
    assert np.abs(first - second).max() < (0.02 if widest else 0.1)


def test_a_rebuilt_model_does_not_depend_on_the_order_in_which_events_are_read() -> None:
    events, names = random_events(500)
    first, _ = learn_all(PRIOR, names, events, NOW)
    turned, refused = learn_all(PRIOR, names, [*reversed(events), events[7]], NOW)
    assert (turned.posterior.mean == first.posterior.mean).all() and refused == {"doubled": 1}


def test_a_model_rebuilt_without_a_person_is_the_model_that_never_saw_them() -> None:
    events, names = random_events(500)
    without = [one for one in events if one.person_id != "p5"]
    assert 0 < len(events) - len(without) < len(events)
    rebuilt, _ = learn_all(PRIOR, names, [one for one in reversed(events) if one.person_id != "p5"], NOW)
    never, _ = learn_all(PRIOR, names, without, NOW)
    with_them, _ = learn_all(PRIOR, names, events, NOW)
    assert rebuilt.model("m") == never.model("m") != with_them.model("m")


def test_the_model_says_of_a_pair_what_the_learner_expects() -> None:
    events, _ = random_events(300)
    one, product = (
        person(interests={"tea": 1.0}, tastes={"interest:tea": 0.4}),
        tea(interests={"tea": 1.0}, popularity=0.3),
    )
    learner, _ = learn_all(PRIOR, [*features_of(one, product, PRIOR).traits, "interest:001"], events, NOW)
    learner.learn(event(30, Did.KEPT, features_of(one, product, PRIOR).traits, at=NOW, id="new"), NOW)
    expected = log_odds(learner, [features_of(one, product, PRIOR)])[0]
    assert learner.model("m").propensity(one, product) == pytest.approx(1 / (1 + np.exp(-expected)))


def test_an_old_event_counts_less() -> None:
    fresh, _ = learn_all(PRIOR, TRAITS, [event(0, at=NOW)], NOW)
    old, _ = learn_all(PRIOR, TRAITS, [event(0, at=NOW - timedelta(days=730))], NOW)
    assert worths(fresh)[0] > worths(old)[0] > 0


def test_nothing_is_learned_from_what_is_refused() -> None:
    learner = new_learner(PRIOR, TRAITS)
    learner.learn(event(0), NOW)
    before = learner.posterior.mean.copy(), learner.posterior.covariance.copy(), set(learner.known), learner.last
    for bad in (event(0), replace(event(1), at=NOW + timedelta(days=1)), event(2, Did.DECLINED, reason="dietary")):
        with pytest.raises(InvalidInput):
            learner.learn(bad, NOW)
    assert (learner.posterior.mean == before[0]).all() and (learner.posterior.covariance == before[1]).all()
    assert (learner.known, learner.last) == before[2:]


def test_traits_nobody_named_are_left_out() -> None:
    learner = new_learner(PRIOR, ["interest:tea"])
    places, figures = learner.layout.places(shown(("interest:tea", "interest:unknown"), popularity=0.5))
    assert (places, figures) == ([0, 1, 2, 3, 4], [1.0, 0.5, 0.0, 0.0, 1.0])
    assert chance(learner.posterior, places, figures) == pytest.approx(1 / (1 + np.exp(-0.5)))
    matrix = learner.layout.matrix([shown(("interest:tea",)), shown(("interest:unknown",))])
    assert matrix.tolist() == [[1, 0, 0, 0, 1], [1, 0, 0, 0, 0]]
    assert chances(learner.posterior, matrix).tolist() == [0.5, 0.5]
