"""What can be asked once a gift was answered, on which scale, and which of several questions is worth most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final, Literal

from service.errors import InvalidInput

RatingKind = Literal["how_is_it", "csat", "ces", "nps", "cared", "one_to_ten"]
MOODS: Final = ("love", "good", "not", "wrong")
"""The four answers to "how is it?", as the mail's links name them too."""


def _numbers(first: int, last: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(first, last + 1))


SCALES: Final[Mapping[RatingKind, tuple[str, ...]]] = {
    "how_is_it": MOODS,
    "csat": _numbers(1, 5),
    "ces": _numbers(1, 7),
    "nps": _numbers(0, 10),
    "cared": _numbers(0, 10),
    "one_to_ten": _numbers(1, 10),
}
"""Kind -> what may be answered. `one_to_ten` is the scale of older answers: it is read and counted, never asked."""
ASKED: Final[tuple[RatingKind, ...]] = ("how_is_it", "csat", "ces", "cared", "nps")
MOOD: Final[tuple[RatingKind, ...]] = ("how_is_it",)
FURTHER: Final[tuple[RatingKind, ...]] = ("cared", "nps")
"""What may follow "how is it?": one of them, at most."""
BETWEEN_NPS: Final = timedelta(days=182)
"""One 0 to 10 of recommending, in so long, to one person, over all campaigns."""


def read_answer(kind: RatingKind, said: str) -> str:
    """The answer as it is kept: one of its own scale, never turned into another. Raises InvalidInput for any other."""
    if said not in SCALES[kind]:
        raise InvalidInput("This is not one of the answers.", param="value")
    return said


def worth_most(possible: Collection[RatingKind], answered: Mapping[str, int]) -> RatingKind | None:
    """Which question to ask: the one that fewest have answered, since one more answer says most where little is known (the
    spread of a mean falls with 1/n). `answered`: kind -> answers. Ties by the order of `ASKED`; None where none is possible."""
    ranked = sorted(possible, key=lambda kind: (answered.get(kind, 0), ASKED.index(kind)))
    return ranked[0] if ranked else None
