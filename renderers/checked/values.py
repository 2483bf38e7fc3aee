"""How a reader finds out whether a gift is real, without opening its link."""

from __future__ import annotations

from dataclasses import dataclass


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
