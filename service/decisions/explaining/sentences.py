"""The codes of an explanation as sentences a sales person understands. English only: the console's language, not a gift's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.decisions.explaining.explain import Cause, Explanation, RunnerUp
from service.decisions.explaining.remedies import PlanRemedy
from service.decisions.explaining.why_not import Answer, WhyNot
from service.decisions.rules.lifts import Change, Remedy
from service.decisions.values import Reason, Score

UNSAFE: Final = "not safe for this person"
DISCREET: Final = "not right for this person"
"""The clause where the reason is the person's own and not the sender's to read."""
_SAME: Final = 0.005
"""A difference that nobody would see once the figures are rounded."""
REASONS: Final[Mapping[Reason, str]] = {
    Reason.FROZEN: "another gift has been fixed for this person",
    Reason.RECALLED: "recalled: nobody will be given it any more",
    Reason.HALTED: "stopped for everyone until someone has checked it",
    Reason.UNSETTLED: "its texts name food or skin, and nobody has said yet that it’s neither",
    Reason.RETIRED: "retired: nobody new gets it",
    Reason.POLICY_BLOCKED: "not allowed by the company’s gift policy",
    Reason.CURRENCY: "priced in another currency",
    Reason.DIETARY: UNSAFE,
    Reason.MATERIAL: "made of or scented with something this person avoids, or not known to be free of it",
    # What somebody drinks is theirs as much as what they eat.
    Reason.ALCOHOL: UNSAFE,
    Reason.UNDER_AGE: "not for people of their age",
    Reason.DIETARY_UNKNOWN: "waiting for an answer about diet",
    Reason.AGE_CHECK_REQUIRED: "waiting for confirmation of age",
    Reason.REGION_UNAVAILABLE: "not delivered to this country",
    Reason.NOT_PREPAID: "not known to arrive with nothing to pay at the door",
    Reason.OUTSIDE_BAND: "outside the campaign’s price range",
    Reason.OVER_CAP: "more than this person may accept",
    Reason.ALREADY_HAS: "something they already have, were offered before, or don’t want",
    Reason.DISLIKED: "of a kind this person doesn’t want",
    Reason.AWAY: "perishable, and this person is away when it would arrive",
    Reason.TOO_LATE: "can’t arrive by the delivery date",
    Reason.OUT_OF_STOCK: "gone: every item went to someone it suits better",
    Reason.FONT_MISSING: "waiting for a font that can display this person’s name",
    Reason.TAKEN_IN_ACCOUNT: "already a colleague’s gift",
    Reason.INSUFFICIENT_FUNDS: "more than the remaining budget",
}
CAUSES: Final[Mapping[Cause, str]] = {
    Cause.SHARED_INTERESTS: "It matches what this person cares about.",
    Cause.WELL_LIKED: "We don’t know this person’s interests, so our estimate, stock and price decided.",
    Cause.POPULAR: "It doesn’t match any interest we know of; our estimate, stock and price decided.",
    Cause.SAFE_FOR_THEM: "It’s safe for this person.",
    Cause.OF_NOTHING_SHUNNED: "It isn’t eaten or used on skin, and contains nothing we know this person avoids.",
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    Remedy.ASK_DIET: "Ask about diet and allergies.",
    Remedy.ASK_AGE: "Ask whether this person is old enough.",
    Remedy.DELIVER_LATER: "Choose a later delivery date.",
    Remedy.RAISE_BUDGET: "Raise the budget.",
    Remedy.RAISE_ACCOUNT_BUDGET: "Raise the limit per company.",
    Remedy.WIDEN_BAND: "Widen the price range.",
    Remedy.ADD_STOCK: "Add stock.",
    Remedy.CHANGE_COLLEAGUE: "Give the colleague something else.",
    Remedy.ADD_PRODUCTS: "Add products this person can have.",
    Remedy.ADD_VERSIONS: "Add versions or products that nobody else gets.",
    Remedy.ONLY_COLLEAGUES: "Let people at different companies get the same.",
    Remedy.INSTALL_FONTS: "Install the missing font (run `handpicked doctor` to see which).",
    Remedy.RELEASE_FROZEN: "Release the fixed gift.",
}


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How names, money and days are written. A name that is not known is written as its id.

    `discreet` are reasons that rest on what the person told us for ourselves: no sentence says what they are.
    """

    money: Callable[[int], str]
    day: Callable[[date], str]
    products: Mapping[str, str]
    people: Mapping[str, str]
    discreet: frozenset[Reason] = frozenset()

    def product(self, product_id: str) -> str:
        """The product's name."""
        return self.products.get(product_id, product_id)

    def person(self, person_id: str) -> str:
        """The person's name."""
        return self.people.get(person_id, person_id)

    def clause(self, reason: Reason) -> str:
        """A clause such as "outside the campaign’s price range"; nothing that is the person's own is told."""
        return DISCREET if reason in self.discreet else REASONS[reason]


def describe_code(code: Reason | Cause | Remedy) -> str:
    """The sentence, or for a reason the clause, that stands for a code."""
    if isinstance(code, Reason):
        return REASONS[code]
    return CAUSES[code] if isinstance(code, Cause) else REMEDIES[code]


def describe_explanation(explanation: Explanation, phrasing: Phrasing) -> tuple[str, ...]:
    """The explanation in whole sentences, the most important first."""
    if explanation.product_id is None:
        return _without_gift(explanation, phrasing)
    sentences = [describe_code(cause) for cause in explanation.causes]
    if explanation.runner_up is not None and explanation.score is not None:
        sentences.append(_next_best(explanation.runner_up, explanation.score, phrasing))
    return (*sentences, *describe_exclusions(explanation.exclusions, phrasing))


def describe_exclusions(exclusions: Mapping[Reason, int], phrasing: Phrasing) -> tuple[str, ...]:
    """One sentence for each clause, counts of reasons with the same clause added up."""
    counts: Counter[str] = Counter()
    for reason, count in exclusions.items():
        counts[phrasing.clause(reason)] += count
    return tuple(
        f"{count} {'product is' if count == 1 else 'products are'} {clause}." for clause, count in counts.items()
    )


def describe_why_not(why_not: WhyNot, phrasing: Phrasing) -> str:
    """Why not that one, in one sentence."""
    match why_not.answer:
        case Answer.THEIRS:
            return "This is their gift."
        case Answer.EXCLUDED:
            return f"Can’t be given: {_clauses(why_not, phrasing)}."
        case Answer.LIKED_LESS:
            return f"It can be given, and suits them {_how(why_not.score, why_not.mine)}: {_fit(why_not.score, why_not.mine)}."
        case Answer.NEEDED_ELSEWHERE:
            return f"It would suit them ({_fit(why_not.score, why_not.mine)}), but someone else would lose more without it."
    if why_not.mine is None:
        return "It can be given now."
    return f"It can be given now, and suits them better: {_fit(why_not.score, why_not.mine)}."


def describe_changes(why_not: WhyNot, phrasing: Phrasing) -> tuple[str, ...]:
    """What would have to change for it to be given, each in one sentence; all of them are needed."""
    if why_not.answer is not Answer.EXCLUDED:
        return ()
    if not why_not.changes or phrasing.discreet.intersection(why_not.reasons):
        return ("There’s nothing you can change about that.",)
    return tuple(_change(change, phrasing) for change in why_not.changes)


def describe_plan_remedy(plan_remedy: PlanRemedy, phrasing: Phrasing) -> str:
    """What would match people who have no gift, with how many it would help at most."""
    people = f"{plan_remedy.people:,} {'person' if plan_remedy.people == 1 else 'people'}"
    if plan_remedy.remedy in _PLAN_REMEDIES:
        return _PLAN_REMEDIES[plan_remedy.remedy](plan_remedy, people, phrasing)
    return f"{describe_code(plan_remedy.remedy)[:-1]}: gifts for {people}."


def _without_gift(explanation: Explanation, phrasing: Phrasing) -> tuple[str, ...]:
    hold = explanation.hold_reason
    first = f"No gift yet: {phrasing.clause(hold)}." if hold else "We can’t give them any gift."
    sentences = [first, *describe_exclusions(explanation.exclusions, phrasing)]
    if explanation.blocked_by:
        names = ", ".join(sorted(phrasing.person(person) for person in explanation.blocked_by))
        sentences.append(f"Colleagues who have a gift that would have suited them: {names}.")
    return (*sentences, *(describe_code(remedy) for remedy in explanation.remedies))


def _next_best(runner_up: RunnerUp, mine: Score, phrasing: Phrasing) -> str:
    name = phrasing.product(runner_up.product_id)
    if runner_up.answer is Answer.LIKED_LESS:
        return f"The next best, {name}, suits them {_how(runner_up.score, mine)}: {_fit(runner_up.score, mine)}."
    if runner_up.lost_to is not None:
        return f"{name} would suit them better ({_fit(runner_up.score, mine)}), but it is {phrasing.clause(runner_up.lost_to)}."
    if runner_up.answer is Answer.NEEDED_ELSEWHERE:
        return f"{name} would suit them better ({_fit(runner_up.score, mine)}), but someone else would lose more without it."
    return f"{name} would suit them better ({_fit(runner_up.score, mine)}) and can be given now."


def _clauses(why_not: WhyNot, phrasing: Phrasing) -> str:
    return "; ".join(dict.fromkeys(_about(reason, why_not, phrasing) for reason in why_not.reasons))


def _about(reason: Reason, why_not: WhyNot, phrasing: Phrasing) -> str:
    if reason is Reason.TAKEN_IN_ACCOUNT and why_not.rival is not None:
        return f"{phrasing.person(why_not.rival)}, a colleague, gets it"
    return phrasing.clause(reason)


def _change(change: Change, phrasing: Phrasing) -> str:
    if change.remedy is Remedy.CHANGE_COLLEAGUE and change.person is not None:
        return f"Give {phrasing.person(change.person)} something else."
    if change.remedy is Remedy.DELIVER_LATER and change.day is not None:
        return f"Deliver on {phrasing.day(change.day)} or later."
    if change.amount_minor is not None and change.remedy in _AMOUNTS:
        return _AMOUNTS[change.remedy].format(phrasing.money(change.amount_minor))
    return describe_code(change.remedy)


_AMOUNTS: Final[Mapping[Remedy, str]] = {
    Remedy.RAISE_BUDGET: "Raise the budget by {}.",
    Remedy.RAISE_ACCOUNT_BUDGET: "Allow this company’s gifts to cost {} more.",
    Remedy.WIDEN_BAND: "Raise the price range to {}.",
}


_Describe = Callable[[PlanRemedy, str, Phrasing], str]
_PLAN_REMEDIES: Final[Mapping[Remedy, _Describe]] = {
    Remedy.RAISE_BUDGET: lambda one, people, phrasing: (
        f"Raise the budget by {phrasing.money(one.amount_minor)}: gifts for {people}."
    ),
    Remedy.RAISE_ACCOUNT_BUDGET: lambda one, people, phrasing: (
        f"Allow one company’s gifts to cost {phrasing.money(one.amount_minor)} more: gifts for {people}."
    ),
    Remedy.WIDEN_BAND: lambda one, people, phrasing: (
        f"Allow one gift to cost up to {phrasing.money(one.amount_minor)}: gifts for {people}."
    ),
    Remedy.ADD_STOCK: lambda one, people, phrasing: (
        f"Add {one.pieces:,} of {phrasing.product(one.product_id)}: gifts for {people}."
    ),
    Remedy.ASK_DIET: lambda _, people, __: f"Wait for {people} to answer about diet; only they can.",
    Remedy.ASK_AGE: lambda _, people, __: f"Wait for {people} to confirm their age.",
    Remedy.DELIVER_LATER: lambda one, people, phrasing: (
        f"Deliver on {phrasing.day(one.day)} or later: gifts for {people}."
        if one.day
        else f"Deliver later: gifts for {people}."
    ),
    Remedy.ADD_PRODUCTS: lambda _, people, __: (
        f"Add different products: {people} could only get what colleagues already have."
    ),
    Remedy.ADD_VERSIONS: lambda one, people, __: (
        f"Add {one.pieces:,} {'version' if one.pieces == 1 else 'versions'} or gifts: "
        f"{people} could only get what somebody else already has."
    ),
    Remedy.ONLY_COLLEAGUES: lambda _, people, __: (
        f"Let people at different companies get the same: gifts for {people}."
    ),
}


def _how(theirs: Score, mine: Score | None) -> str:
    return "about as well" if mine is not None and mine.total - theirs.total < _SAME else "less"


def _fit(theirs: Score, mine: Score | None) -> str:
    """The estimated fit, which nobody has measured, and where that doesn't tell them apart the rest of the score, each against the
    present gift."""
    if mine is None:
        return f"an estimated fit of {_points(theirs.propensity)} in 100"
    parts = [f"an estimated fit of {_points(theirs.propensity)} in 100, compared with {_points(mine.propensity)}"]
    if round(theirs.context, 2) != round(mine.context, 2):
        parts.append(f"{theirs.context:.2f} fit with the occasion, compared with {mine.context:.2f}")
    if round(theirs.lever, 2) != round(mine.lever, 2):
        parts.append(f"{theirs.lever:.2f} effect of its category, compared with {mine.lever:.2f}")
    if theirs.deduction != mine.deduction:
        parts.append("gifts that aren’t eaten or used on skin come first while we don’t know their diet")
    return ", ".join(parts)


def _points(share: float) -> str:
    return f"{100 * share:.0f}"
