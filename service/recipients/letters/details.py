"""What is kept beside a letter's words, encrypted with them: plain values in, JSON out, and the way back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from service.security.encryption import readable


@dataclass(frozen=True, slots=True)
class Heard:
    """What the dietary words of a letter brought: ids of the facts that count until it is settled, and the keys that were named.
    `only_asks`: they stand in a question about the gift, so that "I was only asking" may be meant."""

    facts: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    only_asks: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an automatic answer shows: its kind, the code of the source, the words quoted from there with their language, the ids of
    products that it proposes, and the code of what the person may do next ("" for nothing)."""

    kind: str
    source: str = ""
    words: str = ""
    locale: str = ""
    offers: tuple[str, ...] = ()
    act: str = ""


def keep(details: Heard | Quoted) -> str:
    """The values as they are kept."""
    return json.dumps(asdict(details), ensure_ascii=False)


def heard_of(kept: str | None) -> Heard:
    """Of a person's letter; nothing where nothing was heard, or what was kept cannot be read."""
    return Heard(**_tuples(_read(kept), Heard)) if _read(kept) else Heard()


def quoted_of(kept: str | None) -> Quoted | None:
    """Of an automatic answer; None where there is none, or it cannot be read."""
    return Quoted(**_tuples(_read(kept), Quoted)) if "kind" in _read(kept) else None


def _read(kept: str | None) -> dict[str, Any]:
    words = readable(kept)
    return {} if words is None else dict(json.loads(words))


def _tuples(values: dict[str, Any], of: type[Heard] | type[Quoted]) -> dict[str, Any]:
    known = {key: value for key, value in values.items() if key in of.__dataclass_fields__}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}
