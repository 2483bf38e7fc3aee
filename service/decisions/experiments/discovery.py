"""Many figures at once: which of them may be called a difference, so that of those that are, at most 5 in 100 are chance.

e-BH (Wang and Ramdas 2022), which holds at any look and however the figures hang together; the intervals of those that are called
one are widened to match (e-BY: Xu, Wang and Ramdas 2024).
"""

from __future__ import annotations

from collections.abc import Sequence

from service.decisions.experiments.sequences import ALPHA, Difference, Group, difference


def discoveries(evidence: Sequence[float], alpha: float = ALPHA) -> list[bool]:
    """For each e-value (>= 0), whether it is called a difference. Something that is no number is none."""
    number = len(evidence)
    order = sorted(
        range(number), key=lambda one: (not evidence[one] >= 0, -evidence[one] if evidence[one] >= 0 else 0.0)
    )
    called = 0
    for rank, index in enumerate(order, start=1):
        if evidence[index] >= number / (rank * alpha):
            called = rank
    chosen = set(order[:called])
    return [one in chosen for one in range(number)]


def corrected(pairs: Sequence[tuple[Group, Group]], planned: int) -> list[tuple[Difference | None, bool]]:
    """Of each pair of groups, its difference with an interval that counts all of them, and whether it is called one. None where
    there are too few answers."""
    plain = [difference(first, second, planned) for first, second in pairs]
    called = discoveries([one.evidence if one else 0.0 for one in plain])
    if not pairs:
        return []
    level = ALPHA * max(1, sum(called)) / len(pairs)
    return [
        (difference(first, second, planned, level), is_called)
        for (first, second), is_called in zip(pairs, called, strict=True)
    ]
