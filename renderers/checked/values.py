"""How a reader finds out whether a gift is real, without opening its link; and what the office of their company answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Checked:
    """`code` stands on mail, page, card and in the film, for example 7KQ4-M2XT-R9AB, and opens nothing; `where` is the page on
    which it is typed, as it is read out (without its scheme), `link` the same page as a link. `phone`: the giver's number as it is
    written for people, None where they gave none."""

    code: str
    where: str
    link: str
    phone: str | None = None

    @property
    def line(self) -> str:
        """Where and what, in any language: for the film and the card."""
        return f"{self.where} · {self.code}"


@dataclass(frozen=True, slots=True)
class OfficeSaid:
    """What the ethics office of the reader's company answered to the statement, and when."""

    answer: Literal["keep", "share", "return"]
    at: datetime
