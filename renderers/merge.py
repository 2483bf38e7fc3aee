"""The merge language of the copy that a sender writes. It has no logic, so it can neither fail late nor run away.

    {given_name}                     the value; copy that needs it is not sent where it is missing
    {given_name|there}               the value, or the words after the bar
    [[Thank you, {given_name}. ]]    left out as a whole where a value in it is missing

There is nothing else: a single [ is a letter, other braces and nested brackets are errors with their line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from renderers.errors import ContextError, TemplateError
from renderers.proof import verified

MERGE_FIELDS: Final = (
    "greeting_name",
    "given_name",
    "full_name",
    "company",
    "city",
    "sender_name",
    "sender_company",
    "gift_name",
)
LONGEST: Final = 4_000
_MARK: Final = re.compile(r"\[\[|\]\]|[{}]")
_FIELD: Final = re.compile(r"\{\s*([A-Za-z_]\w*)\s*(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Copy that stands as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A placeholder, and what stands there for whoever lacks it; None: nothing does."""

    name: str
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Optional:
    """A passage that is left out whole where one of its fields is missing."""

    parts: tuple[Words | Field, ...]


Part = Words | Field | Optional


def parse(copy: str, allowed: Iterable[str] = MERGE_FIELDS) -> tuple[Part, ...]:
    """The copy in parts. Raises TemplateError with line and column for what is not well formed or not a known field."""
    if len(copy) > LONGEST:
        raise TemplateError(f"The text has {len(copy)} characters; {LONGEST} are allowed.")
    return tuple(_Reader(copy, frozenset(allowed)).parts())


def placeholders(copy: str) -> tuple[str, ...]:
    """Names of all fields in the order they first appear."""
    return tuple(dict.fromkeys(field.name for field in _all_fields(parse(copy))))


def missing(copy: str, values: Mapping[str, str | None], allowed: Iterable[str] = MERGE_FIELDS) -> tuple[str, ...]:
    """Names of the fields that the copy cannot do without and that have no value."""
    needed = (part.name for part in parse(copy, allowed) if isinstance(part, Field) and part.fallback is None)
    return tuple(dict.fromkeys(name for name in needed if not _known(values.get(name))))


def merge(copy: str, values: Mapping[str, str | None], allowed: Iterable[str] = MERGE_FIELDS) -> str:
    """The copy with its values. Raises ContextError naming every field that is needed and missing."""
    lost = missing(copy, values, allowed)
    if lost:
        raise ContextError(f"The text needs {', '.join(lost)}; give it a fallback such as {{{lost[0]}|there}}.")
    merged = "".join(_written(part, values) for part in parse(copy, allowed))
    return re.sub(r"[ \t]{2,}", " ", merged).strip()


def _written(part: Part, values: Mapping[str, str | None]) -> str:
    if isinstance(part, Words):
        return part.text
    if isinstance(part, Field):
        value = values.get(part.name)
        return verified(value.strip()) if value is not None and _known(value) else part.fallback or ""
    complete = all(field.fallback is not None or _known(values.get(field.name)) for field in _all_fields(part.parts))
    return "".join(_written(inner, values) for inner in part.parts) if complete else ""


def _known(value: str | None) -> bool:
    return value is not None and bool(value.strip())


def _all_fields(parts: Iterable[Part]) -> Iterator[Field]:
    for part in parts:
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Optional):
            yield from _all_fields(part.parts)


class _Reader:
    """Reads the copy once from its start to its end; its time grows with the length and with nothing else."""

    def __init__(self, copy: str, allowed: frozenset[str]) -> None:
        self._copy, self._allowed, self._at = copy, allowed, 0

    def parts(self) -> Iterator[Part]:
        while self._at < len(self._copy):
            if self._copy.startswith("[[", self._at):
                yield self._optional()
            else:
                yield self._plain()

    def _optional(self) -> Optional:
        begin = self._at
        self._at += 2
        inner: list[Words | Field] = []
        while not self._copy.startswith("]]", self._at):
            if self._at >= len(self._copy):
                raise self._error("This [[ is never closed with ]].", begin)
            if self._copy.startswith("[[", self._at):
                raise self._error("A [[ cannot be inside another one.", self._at)
            inner.append(self._plain())
        self._at += 2
        if not any(isinstance(part, Field) and part.fallback is None for part in inner):
            raise self._error("There is no field between [[ and ]] that could be missing.", begin)
        return Optional(tuple(inner))

    def _plain(self) -> Words | Field:
        mark = _MARK.search(self._copy, self._at)
        if mark is None or mark.start() > self._at:
            end = mark.start() if mark else len(self._copy)
            words = Words(self._copy[self._at : end])
            self._at = end
            return words
        return self._field(mark[0])

    def _field(self, mark: str) -> Field:
        if mark == "]]":
            raise self._error("This ]] has no [[ before it.", self._at)
        found = _FIELD.match(self._copy, self._at)
        if found is None:
            raise self._error("Write a field as {name} or {name|fallback}.", self._at)
        if found[1] not in self._allowed:
            raise self._error(f"There is no field {{{found[1]}}}. {self._known_fields()}", self._at)
        self._at = found.end()
        return Field(found[1], found[2].strip() if found[2] is not None and found[2].strip() else None)

    def _known_fields(self) -> str:
        known = ", ".join(f"{{{name}}}" for name in MERGE_FIELDS if name in self._allowed)
        return f"There are {known}." if known else "No fields can be used here."

    def _error(self, sentence: str, at: int) -> TemplateError:
        line = self._copy.count("\n", 0, at) + 1
        column = at - (self._copy.rfind("\n", 0, at) + 1) + 1
        return TemplateError(sentence, where=f"line {line}, column {column}")
