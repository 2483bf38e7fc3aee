"""Why somebody has no gift, counted over all products: who waits for an answer, and who cannot be helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from service.decisions.eligibility import reasons_against
from service.decisions.values import WAITING, Candidate, Choice, Held, Reason, Terms, Unmatched


def waiting_reason(candidate: Candidate, choices: Iterable[Choice], terms: Terms) -> Reason | None:
    """What must be answered before this person can have a gift: the reason that alone keeps a product from them, if any does."""
    for choice in choices:
        reasons = reasons_against(candidate, choice, terms)
        if reasons and WAITING.issuperset(reasons):
            return reasons[0]
    return None


def without_gift(
    candidate: Candidate, choices: Iterable[Choice], terms: Terms, first: Iterable[Reason]
) -> Held | Unmatched:
    """Files a person for whom nothing is admitted: held when an answer would help, unmatched when none would.

    `first` are the first reasons against each product.
    """
    counted = count_reasons(first)
    reason = waiting_reason(candidate, offered(candidate, choices), terms)
    if reason is None:
        return Unmatched(candidate.id, counted)
    return Held(candidate.id, reason, counted)


def offered(candidate: Candidate, choices: Iterable[Choice]) -> Iterable[Choice]:
    """All choices, or the frozen one alone."""
    return (choice for choice in choices if candidate.frozen_product in (None, choice.id))


def count_reasons(reasons: Iterable[Reason]) -> Mapping[Reason, int]:
    """How many products each reason excludes, most frequent first, equals in the order of `Reason`."""
    return most_frequent_first(Counter(reasons))


def most_frequent_first(counts: Mapping[Reason, int]) -> Mapping[Reason, int]:
    """The counts above zero, most frequent first, equals in the order of `Reason`."""
    order = {reason: place for place, reason in enumerate(Reason)}
    found = [(reason, count) for reason, count in counts.items() if count > 0]
    return dict(sorted(found, key=lambda item: (-item[1], order[item[0]])))
