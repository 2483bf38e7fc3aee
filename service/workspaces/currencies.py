"""In which currencies a workspace's money can be counted."""

from __future__ import annotations

from typing import Final

CURRENCIES: Final = ("EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "CZK")
