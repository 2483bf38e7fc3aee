"""Why this gift: the person's own words, and nothing they did not say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from renderers.context import ReasonFact, Story
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.why import NARROWEST, ONE, TWO, Lying, _thread, why_words

JANA = SAMPLE_STORIES["jana"]


@dataclass(frozen=True)
class Placing:
    """A stage that only knows which of wide, square and tall its frame is."""

    number: int

    def place(self, *places: object) -> object:
        return places[self.number]


def reason(code: str, value: str, source: str) -> ReasonFact:
    return ReasonFact("pf_1", code, value, source, JANA.issued_at)  # type: ignore[arg-type]


def because(*reasons: ReasonFact) -> Story:
    return replace(JANA, reasons=reasons)


def test_interests_that_were_told_come_first_and_at_most_two() -> None:
    told = because(
        reason("interest", "tea", "imported"),
        reason("interest", "running", "asked"),
        reason("interest", "chess", "asked"),
        reason("interest", "music", "asked"),
    )
    why = why_words(told)
    assert (why.told, why.facts) == ("You told us two things:", ("running", "chess"))


def test_an_interest_from_the_giver_names_its_source() -> None:
    why = why_words(because(reason("interest", "tea", "imported")))
    assert (why.told, why.facts) == ("Noted by Fjord & Loom:", ("tea",))


@pytest.mark.parametrize("source", ["observed", "inferred"])
def test_a_guess_is_never_shown_as_a_fact(source: str) -> None:
    why = why_words(because(reason("interest", "tea", source)))
    assert why.facts == (f"{JANA.considered}",)


@pytest.mark.parametrize("code", ["diet", "allergen", "dislike", "not_food", "used_up", "price_policy", "place"])
def test_only_interests_are_reasons_here(code: str) -> None:
    assert why_words(because(reason(code, "halal", "asked"))) == why_words(because())


@pytest.mark.parametrize("cards", [ONE, TWO], ids=["one card", "two cards"])
@pytest.mark.parametrize("place", range(3), ids=["wide", "square", "tall"])
def test_the_thread_ends_under_a_card_however_narrow_that_is(place: int, cards: tuple[tuple[Lying, ...], ...]) -> None:
    x, y = _thread(Placing(place))[-1]  # type: ignore[arg-type]
    assert [
        card
        for card in cards[place]
        if abs(x - card.centre[0]) < NARROWEST / 2 - 10 and abs(y - card.centre[1]) < card.height / 2 - 2
    ] != []
