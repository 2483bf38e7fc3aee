"""The shelves in Arabic and Japanese: each has a table of its own, in the order of the shelves, and its own way to join a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

TABLES = Path(__file__).parent / "tables"
LOCALES: Final = ("ar", "ja")


@dataclass(frozen=True)
class Joins:
    """How a language writes `label: one, two. Next sentence.`"""

    colon: str
    comma: str
    stop: str
    space: str


JOINS: Final = {"ar": Joins(": ", "، ", ".", " "), "ja": Joins("：", "、", "。", "")}


@dataclass(frozen=True)
class Table:
    """One language's words: per archetype its names, and those for lists and what stands in them."""

    names: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


@cache
def read_table(locale: str) -> Table:
    """The table of one language. KeyError later for a word that it lacks: nothing falls back."""
    table, archetype = Table(), ""
    for line in (TABLES / f"{locale}.txt").read_text(encoding="utf-8").splitlines():
        sign, _, words = line.partition(" ")
        if not line or sign == "#":
            continue
        if sign == "@":
            archetype = words
        elif sign in (":", "+"):
            key, written = words.split(" | ")
            (table.labels if sign == ":" else table.parts)[key] = written
        else:
            table.names.setdefault(archetype, []).append(line)
    return table


def write_text(
    locale: str,
    archetype: str,
    place: int,
    label: str,
    made_of: tuple[str, ...],
    traces: list[str],
    silent: bool,
) -> dict[str, str]:
    """Name and contents of one product in one of these languages."""
    table, join = read_table(locale), JOINS[locale]

    def listed(label: str, keys: list[str]) -> str:
        return f"{table.labels[label]}{join.colon}{join.comma.join(table.parts[key] for key in keys)}{join.stop}"

    sentences = [listed(label, list(made_of))]
    if traces:
        sentences.append(listed("traces", traces))
    if silent:
        sentences.append(table.labels["silent"])
    return {
        "name": table.names[archetype][place],
        "inside": join.space.join(sentences),
    }
