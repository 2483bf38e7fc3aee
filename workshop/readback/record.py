"""What was read back, by whom and when: `docs/read_back/<language>.txt`, and what is unread by it.

    # 2026-11-29 · a reader of Czech
    mail.button 1f0c3b5a77 9d2e6c0141

A heading for each reading; below it the keys that were read, each with a digest of the text and, in a translation, of the English
it was made from. Sorted, so that two branches that read different things can be merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path
from typing import Final

from renderers.language.translations import DEFAULT_LOCALE, LOCALES
from workshop.readback.entries import Entry
from workshop.readback.faults import fault_in

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "read_back"
NEW, CHANGED, ENGLISH_CHANGED = "new", "changed", "English changed"
_NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Signature:
    """One reading of one text: when (ISO date), by whom, and the digests of what was read."""

    on: str
    by: str
    said: str
    english: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that nobody has read back as it is now. `why` is one of this module's three words, or a fault."""

    key: str
    language: str
    why: str
    said: str
    english: str
    is_fault: bool


def sign(language: str, entry: Entry, *, on: str, by: str) -> Signature:
    """The signature of a text as it is now. Raises KeyError where the language has none."""
    said = _digest(language, entry.key, entry.said[language])
    english = _digest("", entry.key, entry.english) if entry.english and language != DEFAULT_LOCALE else _NOTHING
    return Signature(on, by, said, english)


def unread(
    entries: Mapping[str, Entry], records: Mapping[str, Mapping[str, Signature]], languages: Iterable[str] = LOCALES
) -> list[Unread]:
    """Everything that is missing, falls back, is new or has changed since it was read, by language and in the files' order."""
    found = []
    for language in languages:
        record = records.get(language, {})
        for entry in entries.values():
            since = _since(entry, language, record.get(entry.key))
            fault = fault_in(entry, language, is_signed=since is None)
            why = fault or since
            if why:
                said = entry.said.get(language, "")
                found.append(Unread(entry.key, language, why, said, entry.english, fault is not None))
    return found


def read_record(language: str, folder: Path = FOLDER) -> dict[str, Signature]:
    """Key -> its signature in one language; empty before the first reading. Raises ValueError for a line that is none."""
    path = folder / f"{language}.txt"
    record: dict[str, Signature] = {}
    on = by = ""
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        if line.startswith("# "):
            on, _, by = line[2:].partition(" · ")
        elif line:
            key, said, english = line.rsplit(" ", 2)
            record[key] = Signature(on, by, said, english)
    return record


def write_record(language: str, record: Mapping[str, Signature], folder: Path = FOLDER) -> None:
    """Replaces the record of one language."""
    readings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, signature in sorted(record.items()):
        readings[signature.on, signature.by].append(f"{key} {signature.said} {signature.english}")
    parts = ["\n".join((f"# {on} · {by}", *lines)) for (on, by), lines in sorted(readings.items())]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


def _since(entry: Entry, language: str, signature: Signature | None) -> str | None:
    if language not in entry.said:
        return None
    if signature is None:
        return NEW
    now = sign(language, entry, on=signature.on, by=signature.by)
    if now.said != signature.said:
        return CHANGED
    return ENGLISH_CHANGED if now.english != signature.english else None


def _digest(language: str, key: str, text: str) -> str:
    return blake2s(f"{language}\0{key}\0{text}".encode(), digest_size=5).hexdigest()
