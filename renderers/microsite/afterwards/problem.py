"""What a reader can say of a gift that has arrived, with one press each: broken, not what they agreed to, it made them ill.

Each press says before it what follows. The forms post to the page's own path, with the hidden `nonce` and an `act`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renderers.microsite.afterwards.pages import Frame, drawn

Stage = Literal["early", "open", "ended"]
Said = Literal[
    "ill_open", "ill_cleared", "ill_recalled", "broken_replaced", "broken_refunded", "wrong_open", "wrong_returned"
]


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """`stage`: nothing was sent yet, something may be said, or the gift has ended. `said`: what was said before and stands, newest
    first. `may_replace`: another one could be sent. `has_notice`: a recall's notice can be read. `is_on_the_way`: the next one."""

    frame: Frame
    stage: Stage
    said: tuple[Said, ...] = ()
    may_replace: bool = False
    has_notice: bool = False
    is_on_the_way: bool = False

    @property
    def may_say(self) -> tuple[str, ...]:
        """The presses that are offered: what was said and stands is not asked again."""
        if self.stage != "open":
            return ()
        told = {one for one in self.said if one.endswith("_open")}
        kinds = ("broken", "wrong", "ill") if "wrong_open" not in told else ("ill",)
        return tuple(kind for kind in kinds if f"{kind}_open" not in told)


def problem_page(page: ProblemPage) -> bytes:
    """HTML, proofed. Raises ProofFailed or TemplateError."""
    said = [one.rpartition("_") for one in page.said]
    return drawn("problem", page.frame, page=page, said=[(kind, became) for kind, _, became in said])
