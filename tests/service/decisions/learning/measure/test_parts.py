"""Figures for parts of the people: each is that of its own answers, and no two together tell of few."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from service.decisions.learning.measure.parts import SAVED, Key, by_part
from service.decisions.learning.measure.quality import quality
from service.decisions.learning.measure.switch import compare

Answers = tuple[list[str], list[float], list[float], list[bool]]


def answers(count: int, people: int = 400, seed: int = 1) -> Answers:
    """(whose, our log-odds, theirs, what came), by `people` in turn, about half of them yes."""
    chance = random.Random(seed)
    ours = [chance.gauss(0, 1) for _ in range(count)]
    return (
        [f"p{at % people}" for at in range(count)],
        ours,
        [0.0] * count,
        [chance.random() < 0.5 for _ in range(count)],
    )


def some(*of: range) -> frozenset[str]:
    return frozenset(f"p{number}" for one in of for number in one)


def shown(given: Answers, groups: dict[Key, frozenset[str]]) -> tuple[list[Key], int]:
    found, untold = by_part(*given, groups)
    return [(one.kind, one.value) for one in found], untold


def test_each_part_has_the_figures_of_its_own_answers() -> None:
    given = answers(200)
    (part, _), untold = by_part(*given, {("country", "CZ"): some(range(120)), ("country", "NO"): some(range(120, 200))})
    people, ours, theirs, said = (one[:120] for one in given)
    assert part.quality == quality(ours, said, people) and part.quality.slope_low is not None
    assert part.against == compare(people, said, ours, theirs)
    assert untold == 0


def test_a_part_of_few_or_beside_few_is_not_shown() -> None:
    given = answers(100)
    assert shown(given, {("stage", "new"): some(range(97)), ("stage", "lapsed"): some(range(97, 100))}) == ([], 2)
    assert shown(given, {("stage", "new"): some(range(60)), ("stage", "lapsed"): some(range(60, 100))})[1] == 0
    assert shown(given, {(SAVED, "nearly all"): some(range(98))}) == ([], 1)


def test_what_is_left_out_of_a_kind_is_never_so_little_that_the_rest_tells_it() -> None:
    """Of three parts the smallest has too few answers; the next larger one goes with it."""
    given = answers(90)
    groups = {("stage", str(at)): some(one) for at, one in enumerate((range(45), range(45, 87), range(87, 90)))}
    assert shown(given, groups) == ([("stage", "0")], 2)


def test_one_person_who_answers_often_is_one_person() -> None:
    given = answers(200, people=8)
    assert shown(given, {("country", "CZ"): some(range(3)), ("country", "NO"): some(range(3, 8))}) == ([], 2)
    whole = quality(given[1], given[3], given[0])
    assert whole.auc is not None and quality(given[1], given[3], ["p0"] * 200).auc is None


@pytest.mark.parametrize("apart", [1, 3])
def test_of_two_kinds_that_differ_by_few_the_first_is_shown(apart: int) -> None:
    given = answers(200)
    groups = {("country", "CZ"): some(range(100)), (SAVED, "near"): some(range(100 + apart))}
    assert shown(given, groups) == ([("country", "CZ")], 1)
    others = {("country", "CZ"): some(range(100)), (SAVED, "all others but few"): some(range(100 + apart, 200))}
    assert shown(given, others) == ([("country", "CZ")], 1)
    assert shown(given, {("country", "CZ"): some(range(100)), (SAVED, "the same"): some(range(100))})[1] == 0


def test_no_two_shown_parts_nor_what_is_left_of_them_ever_differ_by_one_to_three_people() -> None:
    chance, seen = random.Random(7), 0
    for seed in range(40):
        given = answers(150, 150, seed)
        people = given[0]
        cut = sorted(chance.sample(range(150), 2))
        groups: dict[Key, frozenset[str]] = {
            ("country", name): some(one)
            for name, one in zip("abc", (range(cut[0]), range(*cut), range(cut[1], 150)), strict=True)
        }
        for number in range(6):
            around = chance.choice(cut)
            groups[SAVED, str(number)] = some(range(max(0, around + chance.randint(-4, 4))))
        found = [groups[key] for key in shown(given, groups)[0]]
        seen += len(found)
        said_yes = frozenset(person for person, yes in zip(people, given[3], strict=True) if yes)
        everybody = frozenset(people)
        for one in found:
            assert all(len(part & kind) >= 4 for part in (one, everybody - one) for kind in (said_yes, everybody - said_yes)
                       if part)  # fmt: skip
        for one, two in combinations(found, 2):
            assert all(len(one ^ other) in {0, *range(4, 151)} for other in (two, everybody - two))
    assert seen > 80


def test_an_empty_part_is_none() -> None:
    assert by_part(*answers(100), {("entry", "card"): frozenset()}) == ((), 0)
    assert by_part([], [], [], [], {("country", "CZ"): some(range(3))}) == ((), 0)
