"""What notes propose beside what other columns, and the notes themselves in so many words, say already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.dietary.tokens import Words
from service.planning.people.lists.notes.propose import ProposedFact, is_permitted, propose
from service.planning.people.lists.notes.vocabulary import things
from service.sheets.refusals import CellError

DO_NOT_CONTACT: Final = CellError(
    "The note says not to contact them. Leave the row out; if that no longer holds, enter what does.",
    code="do_not_contact",
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a row: interests of its column; what the notes state as "already has:" and "dislikes:"; its days away."""

    interests: Sequence[str]
    already: Sequence[str]
    unwanted: Sequence[str]
    is_away: bool


def propose_beside(notes: str, today: date | None, beside: Beside) -> tuple[ProposedFact, ...]:
    """What is stated plainly, which can be dropped like all else, and then what the notes say and nothing else does."""
    if not notes:
        return ()
    stated = [ProposedFact("has_already", one, one) for one in beside.already]
    stated += [ProposedFact("dislike", one, one) for one in beside.unwanted]
    same = {(one.kind, _thing(one.value)) for one in stated}
    found = [
        fact
        for fact in propose(notes, today)
        if (fact.kind, fact.value) not in same
        and not (fact.kind == "interest" and fact.value in beside.interests)
        and not (fact.kind == "away" and beside.is_away)
    ]
    return (*stated, *found)


def stated_things(said: Iterable[str]) -> tuple[str, ...]:
    """Those of the things that a note states which may be kept: none about health, faith, family, origin or sexuality."""
    return tuple(one for one in said if is_permitted(one))


def _thing(word: str) -> str:
    """What a word names as products are named, or the word itself."""
    heard = next(things().find(Words(word)), None)
    return heard.value if heard is not None else word
