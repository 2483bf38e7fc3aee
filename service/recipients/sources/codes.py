"""The bases for writing to somebody, and how people tell what they eat. No database: reading a list needs them too."""

from __future__ import annotations

from typing import Final, Literal, get_args

Basis = Literal["agreed", "customer", "none"]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
ENOUGH: Final[tuple[Basis, ...]] = ("agreed", "customer")
"""Bases that are enough where a country asks for prior consent; a customer's is the exception that its law makes."""
How = Literal["form", "mail", "call", "person"]
HOWS: Final[tuple[How, ...]] = get_args(How)
"""How people told what they eat: on a form, by mail, in a call, in person."""
SOURCE_MOST: Final = 200
"""Characters of where a list comes from."""
