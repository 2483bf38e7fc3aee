"""What is set aside for one person who is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.decisions.asking.likely import LIKELY

Lack = Literal["stock", "colleagues", "money", "pieces"]
"""Why no piece serves a likely answer that some gift suits: none is left of any such gift; a colleague has or keeps each of them,
and colleagues never get the same; none that is left can be paid; or as many pieces as anybody has are kept for likelier answers."""


@dataclass(frozen=True, slots=True)
class Aside:
    """`pieces` are product ids, one piece of each, the one that suits most answers first; `amount_minor` is what the dearest of
    them costs, since one of them is given. `served` are the codes of the likely answers that one of the pieces suits; `open_to` of
    those that any product suits at all, whether a piece of it could be set aside or not; `lack` why some of these are not served,
    None where all are."""

    candidate_id: str
    pieces: tuple[str, ...] = ()
    amount_minor: int = 0
    served: frozenset[str] = frozenset()
    open_to: frozenset[str] = frozenset()
    lack: Lack | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing could be set aside for them: they would go empty, whatever they answer."""
        return not self.pieces

    @property
    def share_unserved(self) -> float:
        """The share of their likely answers, from 0 to 1, that a gift suits and that nothing is set aside for."""
        return sum(answer.share for answer in LIKELY if answer.code in self.open_to - self.served)
