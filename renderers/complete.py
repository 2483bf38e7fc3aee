"""Is a story whole? Asked before anything is drawn, so that a renderer never meets a blank, a naive moment or a stray None."""

from __future__ import annotations

import dataclasses
import types
import typing
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from renderers.context import Charity, GiftFacts, Money, Story
from renderers.errors import ContextError
from renderers.language import names
from renderers.proof import require_copy

_NOT_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})


def require_complete(story: Story) -> None:
    """Raises ContextError naming the first field that is not complete, ProofFailed for copy with a broken merge in it."""
    _require(story, Story, "story")
    people = tuple(
        name
        for name in (
            names.greeting_name(story.person),
            names.usable(story.person.given_name),
            names.usable(story.person.full_name),
            names.masthead_name(story.person),
            names.company_name(story.person),
            story.sender.name,
            story.sender.company,
            story.brand.name,
        )
        if name
    )
    for where, words in _copy(story):
        require_copy(words, people, where)


def _copy(story: Story) -> Iterator[tuple[str, str]]:
    """What people wrote: read by itself, since as an inserted value the proof takes it as it is."""
    yield "message", story.message
    yield "occasion", story.occasion
    if story.personal_line is not None:
        yield "personal_line", story.personal_line
    for gift in (story.gift, *story.alternatives):
        yield from _gift_copy(gift)
    for charity in story.charities:
        yield from _charity_copy(charity)


def _gift_copy(gift: GiftFacts) -> Iterator[tuple[str, str]]:
    for field in ("name", "line", "inside", "image_alt"):
        yield f"{gift.sku}.{field}", getattr(gift, field)
    for field in ("inscription", "use", "keep"):
        if getattr(gift, field) is not None:
            yield f"{gift.sku}.{field}", getattr(gift, field)


def _charity_copy(charity: Charity) -> Iterator[tuple[str, str]]:
    yield f"{charity.key}.name", charity.name
    yield f"{charity.key}.line", charity.line


def _require(value: object, kind: object, where: str) -> None:
    """Walks a frozen dataclass by its own annotations; what they allow is all there is."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is not None or type(None) not in arguments:
            _require(value, next(option for option in arguments if option is not type(None)), where)
    elif origin is typing.Literal:
        if value not in arguments:
            raise ContextError(f"{value!r} is not one of {', '.join(map(str, arguments))}.", where=where)
    elif origin is tuple:
        _require_kind(value, tuple, where)
        for at, item in enumerate(typing.cast(tuple[object, ...], value)):
            _require(item, arguments[0], f"{where}[{at}]")
    elif origin is Mapping:
        _require_kind(value, Mapping, where)
        for key, item in typing.cast(Mapping[str, object], value).items():
            _require(item, arguments[1], f"{where}.{key}")
    elif isinstance(kind, type):
        _require_plain(value, kind, where)


def _require_plain(value: object, kind: type, where: str) -> None:
    _require_kind(value, kind, where)
    if isinstance(value, str):
        _require_text(value, where)
    elif isinstance(value, datetime) and value.utcoffset() is None:
        raise ContextError("A moment needs its time zone.", where=where)
    elif isinstance(value, Money) and (value.amount_minor < 0 or len(value.currency) != 3):
        raise ContextError(f"{value.amount_minor} {value.currency} is not a sum.", where=where)
    if dataclasses.is_dataclass(kind):
        for field, annotation in _annotations(kind).items():
            _require(getattr(value, field), annotation, f"{where}.{field}")


def _require_text(value: str, where: str) -> None:
    if not value.strip():
        raise ContextError("It is empty; a value we don’t know must be None.", where=where)
    if value.isprintable():
        return
    for letter in value:
        if unicodedata.category(letter) in _NOT_TEXT and letter not in "\n\t":
            raise ContextError(f"It holds U+{ord(letter):04X}, which nobody can see.", where=where)


def _require_kind(value: object, kind: type, where: str) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ContextError(f"It is {type(value).__name__}, not {kind.__name__}.", where=where)


@cache
def _annotations(kind: type) -> Mapping[str, object]:
    return typing.get_type_hints(kind)
