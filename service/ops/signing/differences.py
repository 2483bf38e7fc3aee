"""What a campaign's books say of each gift, and every difference between two of them with its cause. Values in, values out.

The history is what everything else is held against: nothing in it is ever changed. A difference is part by part what the history
itself explains (a donated gift is in nobody's tax list), or it has a cause that nothing explains, and somebody has to look. Of
every two books the differences add up to exactly what their sums differ by: whatever no cause explains is a difference of its
own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from service.ops.signing.from_launch import FromLaunch, Steps, from_launch

Book = Literal["history", "ledger", "total", "crm", "tax", "journal"]
Pair = tuple[Book, Book]
BOOKS: Final[Mapping[Book, str]] = {
    "history": "History of the gifts",
    "ledger": "Ledger",
    "total": "Running total",
    "crm": "CRM export",
    "tax": "Tax list",
    "journal": "Journal",
}
NAMED: Final = 10
"""Gifts of one difference that are told by their numbers."""
Cause = Literal[
    "not_charged_yet", "donated", "besides_price", "piece_stopped", "sunk", "erased",
    "ledger_missing", "ledger_extra", "ledger_amount", "total_moved", "crm_missing", "crm_extra", "crm_amount", "crm_outcome",
    "tax_row", "journal_amount", "row_changed", "history_broken", "held_out_given",
]  # fmt: skip
EXPLAINED: Final[Mapping[Cause, str]] = {
    "not_charged_yet": "They said yes and can still undo it: the value is theirs, and nothing is charged yet",
    "donated": "Donated: charged, and given to no person",
    "besides_price": "Wrap, delivery, duty, tax and fees: paid, and no part of the value a person was given",
    "piece_stopped": "Ordered, then stopped, failed or lost: paid, and the person doesn’t have it",
    "sunk": "Parcels that came back: what isn’t refunded stays spent",
    "erased": "People who were deleted: their money stays in the ledger, and no file names them",
}
"""Causes that the history itself explains."""
ALARMS: Final[Mapping[Cause, str]] = {
    "ledger_missing": "The history tells of a movement that the ledger doesn’t have",
    "ledger_extra": "The ledger has a movement that no step of a gift made",
    "ledger_amount": "The ledger’s amount isn’t the one that the step of the gift tells",
    "total_moved": "The campaign’s running total isn’t the sum of its ledger",
    "crm_missing": "A launched gift isn’t in the CRM export",
    "crm_extra": "The CRM export has a gift that the history never launched",
    "crm_amount": "The CRM export’s amount isn’t the ledger’s",
    "crm_outcome": "The CRM export says another outcome than the history",
    "tax_row": "The tax list’s value isn’t the one that the history tells",
    "journal_amount": "The journal’s amount isn’t the ledger’s",
    "row_changed": "The gift’s state or price was changed without a step in its history",
    "history_broken": "The history of a gift contradicts itself",
    "held_out_given": "Held out to compare with, and given a gift all the same",
}
"""Causes that nothing explains: somebody has to look."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the history tells of a gift, in minor units: `entries` as the ledger should hold them, what stays spent of `pieces` that
    were stopped and of parcels that came back (`sunk`), and the gift's own price and costs besides (`besides`). `moved`: the same
    entries step by step."""

    status: str
    is_launched: bool
    price: int
    besides: int
    entries: Sequence[tuple[str, int]]
    pieces: int = 0
    sunk: int = 0
    is_broken: bool = False
    moved: Steps = ()

    @property
    def charged(self) -> int:
        """Captured less refunded."""
        return charged_of(self.entries)


@dataclass(frozen=True, slots=True)
class GiftBooks:
    """One gift in every book. `crm` None: not in the export; its amount and outcome otherwise, `outcome` being what the history
    would call it. `tax`, `journal`: minor units; `journal` None where there is none. `matches_row`: whether status and price of its
    row are what the history tells."""

    number: str
    told: Told
    ledger: Sequence[tuple[str, int]]
    crm: tuple[int, str] | None
    outcome: str
    tax: int
    journal: int | None = None
    is_erased: bool = False
    is_held_out: bool = False
    matches_row: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """Between two books (the second less the first, `minor`), in so many `gifts`; `numbers` of some of them."""

    pair: Pair
    cause: Cause
    minor: int
    gifts: int
    numbers: tuple[str, ...]

    @property
    def is_explained(self) -> bool:
        """Whether the history itself explains it."""
        return self.cause in EXPLAINED

    @property
    def words(self) -> str:
        """The cause as the page names it."""
        return EXPLAINED.get(self.cause) or ALARMS[self.cause]


@dataclass(frozen=True, slots=True)
class Signed:
    """What each book comes to in minor units, and all differences, those that nothing explains first. `people`: of each book that
    counts them. `from_launch`: how the history comes from what was set aside to what was charged."""

    sums: Mapping[Book, int]
    people: Mapping[Book, int]
    differences: Sequence[Difference]
    from_launch: FromLaunch

    @property
    def alarms(self) -> Sequence[Difference]:
        """Those that nothing explains."""
        return [one for one in self.differences if not one.is_explained]


@dataclass(slots=True)
class _Kept:
    minor: int = 0
    numbers: list[str] = field(default_factory=list)


def charged_of(entries: Iterable[tuple[str, int]]) -> int:
    """Captured less refunded, in minor units."""
    return sum(minor if kind == "captured" else -minor for kind, minor in entries if kind in {"captured", "refunded"})


def compare(gifts: Sequence[GiftBooks], total_minor: int, kept: frozenset[str]) -> Signed:
    """Holds every book against the others. `total_minor`: the campaign's running total of what was charged; `kept`: the statuses in
    which a gift is its person's."""
    found: dict[tuple[Pair, Cause], _Kept] = defaultdict(_Kept)
    for gift in gifts:
        for pair, cause, minor in _of_gift(gift, kept):
            line = found[pair, cause]
            line.minor += minor
            line.numbers.append(gift.number)
    sums: dict[Book, int] = {
        "history": sum(one.told.charged for one in gifts),
        "ledger": sum(charged_of(one.ledger) for one in gifts),
        "total": total_minor,
        "crm": sum(one.crm[0] for one in gifts if one.crm is not None),
        "tax": sum(one.tax for one in gifts),
    }
    if any(one.journal is not None for one in gifts):
        sums["journal"] = sum(one.journal or 0 for one in gifts)
    if moved := total_minor - sums["ledger"]:
        found[("ledger", "total"), "total_moved"].minor = moved
    people: dict[Book, int] = {
        "history": sum(one.told.is_launched for one in gifts),
        "crm": sum(one.crm is not None for one in gifts),
        "tax": sum(one.tax > 0 for one in gifts),
    }
    differences = [
        Difference(pair, cause, line.minor, len(line.numbers), tuple(sorted(line.numbers)[:NAMED]))
        for (pair, cause), line in found.items()
    ]
    order = list(BOOKS)
    differences.sort(key=lambda one: (one.is_explained, [order.index(book) for book in one.pair], one.cause))
    return Signed(sums, people, differences, from_launch((one.number, one.told.moved) for one in gifts))


def _of_gift(gift: GiftBooks, kept: frozenset[str]) -> Iterator[tuple[Pair, Cause, int]]:
    told = gift.told
    if told.is_broken:
        yield ("history", "ledger"), "history_broken", 0
    if not gift.matches_row:
        yield ("history", "tax"), "row_changed", 0
    if gift.is_held_out and told.is_launched:
        yield ("history", "crm"), "held_out_given", 0
    yield from _ledger(gift)
    yield from _crm(gift)
    if gift.journal is not None and (minor := gift.journal - charged_of(gift.ledger)):
        yield ("ledger", "journal"), "journal_amount", minor
    rest = gift.tax - told.charged
    for cause, minor in _explained_tax(told, kept):
        rest -= minor
        yield ("history", "tax"), cause, minor
    if rest:
        yield ("history", "tax"), "tax_row", rest


def _ledger(gift: GiftBooks) -> Iterator[tuple[Pair, Cause, int]]:
    if list(gift.told.entries) == list(gift.ledger):
        return
    told, has = Counter(gift.told.entries), Counter(gift.ledger)
    missing, extra = told - has, has - told
    minor = charged_of(gift.ledger) - gift.told.charged
    if missing and extra:
        yield ("history", "ledger"), "ledger_amount", minor
    elif missing:
        yield ("history", "ledger"), "ledger_missing", minor
    elif extra:
        yield ("history", "ledger"), "ledger_extra", minor


def _crm(gift: GiftBooks) -> Iterator[tuple[Pair, Cause, int]]:
    charged = charged_of(gift.ledger)
    if gift.crm is None:
        if gift.is_erased:
            if charged or gift.told.is_launched:
                yield ("ledger", "crm"), "erased", -charged
        elif gift.told.is_launched or charged:
            yield ("ledger", "crm"), "crm_missing", -charged
        return
    minor, outcome = gift.crm
    if minor != charged:
        yield ("ledger", "crm"), "crm_amount", minor - charged
    if not gift.told.is_launched:
        yield ("history", "crm"), "crm_extra", 0
    elif outcome != gift.outcome:
        yield ("history", "crm"), "crm_outcome", 0


def _explained_tax(told: Told, kept: frozenset[str]) -> Iterator[tuple[Cause, int]]:
    """What the history itself explains of a value that is not what was charged."""
    if told.pieces:
        yield "piece_stopped", -told.pieces
    if told.sunk:
        yield "sunk", -told.sunk
    if told.status == "accepted":
        if told.price:
            yield "not_charged_yet", told.price
    elif told.status in kept:
        if told.besides:
            yield "besides_price", -told.besides
    elif told.status == "donated" and told.charged:
        yield "donated", told.pieces + told.sunk - told.charged
