"""What was read of an invoice, and its cells: the same rules for a sheet and for UBL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.catalog.landed.read_rate import COST_WORDS
from service.catalog.landed.reckon import COSTS
from service.errors import InvalidInput
from service.folding import fold
from service.workspaces.currencies import CURRENCIES
from service.written import one_line

MOST_LINES: Final = 2_000
"""Of all invoices in one file: somebody waits for the answer."""
LONGEST: Final = 80
"""Characters of a supplier's name or an invoice's number."""
REFERENCE: Final = re.compile(r"HP-\d{4}-\d{2}-\d{2}-[A-Z0-9]{4}\b|\bgft_[a-z2-7]{16}\b", re.IGNORECASE)
"""How orders are called: by number or by the gift's id."""
EXAMPLE: Final = "HP-2026-11-22-7KQ4"
_OF_A_GIFT: Final = {"", "gift", "gifts", "product", "products", "item", "goods"}
_PARTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_OF_A_GIFT, "gift"),
    **{word: part for word, part in COST_WORDS.items() if part in {*COSTS, "return"}},
}
_ALLOWED: Final = "gift, wrap, shipping, duty, tax, fee or return"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line, in minor units with VAT, below zero a credit. `reference` "": asked on the whole invoice."""

    row: int
    reference: str
    part: str
    amount_minor: int
    vat_minor: int | None


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """One invoice with all of its lines."""

    supplier: str
    number: str
    issued_on: date
    currency: str
    lines: tuple[ReadLine, ...]

    @property
    def key(self) -> str:
        """The same for one invoice however it is spelled."""
        return f"{fold(self.supplier)}|{fold(self.number)}"


def read_name(text: str, what: str) -> str:
    """A supplier's name or an invoice's number. Raises InvalidInput; `what` begins its sentence."""
    said = one_line(text)
    if not said:
        raise InvalidInput(f"{what} is missing.")
    if len(said) > LONGEST:
        raise InvalidInput(f"{what} has up to {LONGEST} characters.")
    return said


def read_part(text: str) -> str:
    """Which cost of an order is asked for; nothing said is the gift itself. Raises InvalidInput."""
    part = _PARTS.get(one_line(text).casefold())
    if part is None:
        raise InvalidInput(f"“{one_line(text)[:30]}” is no cost. Write {_ALLOWED}.")
    return part


def read_code(text: str) -> str:
    """A currency in which campaigns can be counted. Raises InvalidInput."""
    code = one_line(text).upper()
    if code not in CURRENCIES:
        raise InvalidInput(f"“{code[:10]}” isn’t a currency of your campaigns. They are {', '.join(CURRENCIES)}.")
    return code


def require_vat(amount_minor: int, vat_minor: int | None) -> None:
    """Raises InvalidInput where a VAT is larger than the sum it is in, or of another sign."""
    if vat_minor and not 0 < vat_minor / (amount_minor or 1) < 1:
        raise InvalidInput("The VAT can’t be as large as the amount, which contains it.")
