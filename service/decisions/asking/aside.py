"""What is set aside for one person who is asked."""

from __future__ import annotations

from dataclasses import dataclass

from service.decisions.asking.likely import LIKELY


@dataclass(frozen=True, slots=True)
class Aside:
    """`pieces` are product ids, one piece of each, the one that suits most answers first; `amount_minor` is what the dearest of
    them costs, since one of them is given. `served` are the codes of the likely answers that one of the pieces suits; `open_to` of
    those that any product suits at all, whether a piece of it could be set aside or not."""

    candidate_id: str
    pieces: tuple[str, ...] = ()
    amount_minor: int = 0
    served: frozenset[str] = frozenset()
    open_to: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing could be set aside for them: they would go empty, whatever they answer."""
        return not self.pieces

    @property
    def share_unserved(self) -> float:
        """The share of their likely answers, from 0 to 1, that a gift suits and that nothing is set aside for."""
        return sum(answer.share for answer in LIKELY if answer.code in self.open_to - self.served)
