"""JSON of gifts as the same table that a sheet gives: flat objects with the sheet's headings, or our own catalog's form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from service.catalog.entry import ENGLISH
from service.catalog.sheets.found import MAX_ROWS
from service.catalog.versions import each_version
from service.errors import InvalidInput
from service.sheets.read_table import MAX_CELL, MAX_COLUMNS, Line, Table
from service.sheets.refusals import ListRefused
from service.written import written_in

_OWN: Final[Mapping[str, str]] = {"sku": "code", "regions": "countries", "family": "product"}
"""Keys of our own catalog and the headings they stand for."""


def is_json(data: bytes, filename: str) -> bool:
    """Whether a file is JSON: by its name, or by what it begins with."""
    return filename.lower().endswith(".json") or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_json(data: bytes) -> Table:
    """The gifts as rows. Row numbers count the gifts from 1. Raises ListRefused that says what to do."""
    try:
        loaded = written_in(json.loads(data))
    except UnicodeDecodeError:
        raise ListRefused(
            "encoding_unknown", "The file isn’t UTF-8. Save the JSON as UTF-8 and upload it again."
        ) from None
    except ValueError as error:
        place = getattr(error, "lineno", None)
        where = f"in line {place}" if place else "somewhere"
        raise ListRefused(
            "file_unreadable", f"This isn’t whole JSON: it breaks off or has a sign too many {where}. Export it again."
        ) from None
    except RecursionError:
        raise ListRefused(
            "file_unreadable", "This JSON is nested too deeply. Gifts are a list of flat objects."
        ) from None
    gifts = loaded.get("products", loaded.get("gifts")) if isinstance(loaded, Mapping) else loaded
    if not isinstance(gifts, list) or not all(isinstance(gift, Mapping) for gift in gifts):
        raise ListRefused(
            "file_unreadable",
            'Gifts in JSON are a list of objects, or {"gifts": [...]}, with the headings of our sheet.',
        )
    try:
        gifts = each_version(gifts)
    except InvalidInput as error:
        raise ListRefused("file_unreadable", error.sentence) from None
    if not gifts:
        raise ListRefused("file_empty", "The list of gifts is empty. Export it again and upload that.")
    if len(gifts) > MAX_ROWS:
        raise ListRefused("too_many_rows", f"The file has {len(gifts):,} gifts; the limit is {MAX_ROWS:,} at once.")
    rows = [_flat(gift) for gift in gifts]
    headings = list(dict.fromkeys(key for row in rows for key in row))
    if len(headings) > MAX_COLUMNS:
        raise ListRefused("too_many_columns", f"The gifts have more than {MAX_COLUMNS} different keys.")
    lines = tuple(
        Line(number, tuple(row.get(heading, "") for heading in headings)) for number, row in enumerate(rows, start=1)
    )
    return Table(Line(0, tuple(headings)), lines)


def _flat(gift: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in gift.items():
        match key, value:
            case "price_minor", int() if not isinstance(value, bool):
                found["price"] = f"{value // 100}.{value % 100:02d}" if value >= 0 else str(value)
            case "texts", Mapping():
                found |= _texts(value)
            case (("allergens" | "materials" | "diets"), Mapping()):
                found |= _marks(key, value)
            case "variant", Mapping():
                found["variant"] = ", ".join(filter(None, map(_english, value.values())))
            case "picture", Mapping():
                found["picture"] = _text(value.get("archetype", ""))
            case _:
                found[_OWN.get(key, key)] = _text(value)
    return {key: text[: MAX_CELL + 1] for key, text in found.items()}


def _texts(texts: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, text in texts.items():
        for name, value in text.items() if isinstance(text, Mapping) else ():
            found[name if language == ENGLISH else f"{name}:{language}"] = _text(value)
    return found


def _marks(group: str, marks: Mapping[str, Any]) -> dict[str, str]:
    """A column for each mark, so that whatever is said of it is read; lists by mark ("contains": [...]) as the sheet's columns."""
    listed = {
        "contains": "contains" if group == "allergens" else "materials",
        "may_contain": "may_contain",
        "absent": "free_from" if group == "allergens" else "materials_free",
        "free_from": "free_from" if group == "allergens" else "materials_free",
        "suited": "suits",
        "suits": "suits",
        "not": "suits_not",
    }
    return {
        listed[name] if name in listed and isinstance(said, list) else f"{group}.{name}": _text(said)
        for name, said in marks.items()
    }


def _english(said: Any) -> str:
    return _text(said.get(ENGLISH, "") if isinstance(said, Mapping) else said)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
