"""The codes of an explanation as sentences a sales person understands. English only: the console's language, not a gift's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.decisions.explain import Cause, Explanation, Remedy
from service.decisions.values import Reason

REASONS: Final[Mapping[Reason, str]] = {
    Reason.FROZEN: "another gift has been fixed for this person",
    Reason.POLICY_BLOCKED: "not allowed by the company's gift policy",
    Reason.CURRENCY: "priced in another currency",
    Reason.DIETARY: "not safe for this person",
    Reason.ALCOHOL: "not suitable for this person",
    Reason.UNDER_AGE: "only for adults",
    Reason.DIETARY_UNKNOWN: "waiting for an answer about diet",
    Reason.AGE_CHECK_REQUIRED: "waiting for confirmation of age",
    Reason.REGION_UNAVAILABLE: "not delivered to this country",
    Reason.OUTSIDE_BAND: "outside the campaign's value band",
    Reason.OVER_CAP: "above what this person may accept",
    Reason.ALREADY_HAS: "already theirs",
    Reason.DISLIKED: "of a kind this person does not want",
    Reason.AWAY: "perishable, and this person is away on the delivery day",
    Reason.TOO_LATE: "cannot arrive by the delivery day",
    Reason.OUT_OF_STOCK: "gone: every piece is with somebody it suits better",
    Reason.FONT_MISSING: "waiting for a font that can write this person's name",
    Reason.TAKEN_IN_ACCOUNT: "already a colleague's gift",
    Reason.INSUFFICIENT_FUNDS: "beyond what is left of the budget",
}
CAUSES: Final[Mapping[Cause, str]] = {
    Cause.FROZEN: "It was fixed by hand or has already been shown.",
    Cause.SHARED_INTERESTS: "It matches what this person cares about.",
    Cause.WELL_LIKED: "Nothing is known about this person's interests, so a gift most people enjoy was chosen.",
    Cause.SAFE_FOR_THEM: "It is safe for this person.",
    Cause.NOT_CONSUMED: "It is neither eaten nor put on skin, so diet does not matter.",
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    Remedy.ASK_DIET: "Ask about diet and allergies.",
    Remedy.ASK_AGE: "Ask whether this person is of age.",
    Remedy.DELIVER_LATER: "Choose a later delivery day.",
    Remedy.RAISE_BUDGET: "Raise the budget.",
    Remedy.WIDEN_BAND: "Widen the value band.",
    Remedy.ADD_STOCK: "Add stock.",
    Remedy.ADD_PRODUCTS: "Add products that this person may have.",
    Remedy.INSTALL_FONTS: "Install the missing font (`handpicked doctor` names it).",
    Remedy.RELEASE_FROZEN: "Release the fixed gift.",
}


def say(code: Reason | Cause | Remedy) -> str:
    """The sentence, or for a reason the clause, that stands for a code."""
    if isinstance(code, Reason):
        return REASONS[code]
    return CAUSES[code] if isinstance(code, Cause) else REMEDIES[code]


def tell(explanation: Explanation, product_names: Mapping[str, str], people: Mapping[str, str]) -> tuple[str, ...]:
    """The explanation in whole sentences, the most important first.

    Names are looked up by id; an id without a name stands for itself.
    """
    if explanation.product_id is None:
        return _without_gift(explanation, people)
    sentences = [say(cause) for cause in explanation.causes]
    runner_up = explanation.runner_up
    if runner_up is not None:
        name = product_names.get(runner_up.product_id, runner_up.product_id)
        why = say(runner_up.lost_to) if runner_up.lost_to else "a little less fitting"
        sentences.append(f"The next best, {name}, is {why}.")
    return (*sentences, *_excluded(explanation))


def _without_gift(explanation: Explanation, people: Mapping[str, str]) -> tuple[str, ...]:
    hold = explanation.hold_reason
    first = f"No gift yet: {say(hold)}." if hold else "No gift can be given."
    sentences = [first, *_excluded(explanation)]
    if explanation.blocked_by:
        names = ", ".join(people.get(person, person) for person in explanation.blocked_by)
        sentences.append(f"Colleagues whose gifts would have suited: {names}.")
    return (*sentences, *(say(remedy) for remedy in explanation.remedies))


def _excluded(explanation: Explanation) -> tuple[str, ...]:
    return tuple(
        f"{count} {'product is' if count == 1 else 'products are'} {say(reason)}."
        for reason, count in explanation.exclusions.items()
    )
