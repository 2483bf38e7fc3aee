"""The people of the sample who also keep away from a material or a scent: one for each row of the table, where it is spoken.

They are drawn apart from everything else, from people of the sample as it stood, so that no other cell of the spreadsheet moves.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shelves import rows


class Row(Protocol):
    """A person of the spreadsheet: the cells as exported, and the truth behind them."""

    cells: dict[str, str]
    truth: dict[str, Any]


def name_materials(people: Sequence[Row], languages: Mapping[str, Sequence[str]], seed: int) -> None:
    """Gives 25 people another diet cell and its truth. `languages` are those a country's sales people write diets in."""
    rng = random.Random(f"{seed} materials")
    free = [person for person in people if person.truth["expect"] == "matched" and person.truth["diet_known"]]
    for language, cell, avoid, follow, materials in rows("named_materials.txt"):
        there = [person for person in free if language in languages.get(person.truth["country"], ())]
        chosen = rng.choice(there)
        free.remove(chosen)
        chosen.cells["Dietary / allergies"] = cell
        chosen.truth |= {"avoid": keys(avoid), "follow": keys(follow), "materials": keys(materials)}


def keys(cell: str) -> list[str]:
    """The keys of a cell of the tables; "-" is none."""
    return [] if cell == "-" else cell.split()
