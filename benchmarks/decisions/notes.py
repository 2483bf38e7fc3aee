"""How well notes in seven languages are matched with gifts: `python -m benchmarks.decisions --only notes`, with the extra `taste`.

Each note is about one of twelve interests and names none of the catalogue's words for it; others are about somebody's work alone.
The notes were written for this benchmark and for nothing else. The thresholds of the comparison were chosen on these very notes,
one for all languages, so the figures here are kinder than those of notes that nobody has seen.
"""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any, Final

from service.config import ASSETS
from service.planning.people.likeness.compare import compare
from service.planning.people.likeness.model import text_model

_NOTES: Final = Path(__file__).with_name("notes.json")
_EACH: Final = 4


def measure() -> dict[str, Any]:
    """`notes`: by language how many of the notes are near to anything (`near`), and to the right one (`right`), of `of`; of notes
    about work how many are near to anything. `notes_ms`: CPU of one comparison. Without the extra: that it is missing."""
    if text_model() is None:
        return {"notes": "the extra `taste` is not installed"}
    shelf = _shelf()
    said: dict[str, Any] = json.loads(_NOTES.read_text("utf-8"))
    found: dict[str, Any] = {}
    for language in ("en", "cs", "ro", "is", "ru", "ar", "ja"):
        notes = {interest: texts[language] for interest, texts in said["likes"].items()}
        traits = dict(zip(notes, compare(shelf, list(notes.values())), strict=True))
        near = [interest for interest, worth in traits.items() if worth]
        right = [interest for interest in near if f"interest:{interest}" in traits[interest]]
        found[language] = {"of": len(notes), "near": len(near), "right": len(right)}
    began = process_time()
    work = compare(shelf, said["work"])
    took = 1000 * (process_time() - began) / len(work)
    found["work"] = {"of": len(work), "near": sum(bool(one) for one in work)}
    return {"notes": found, "notes_ms": round(took, 1)}


def _shelf() -> dict[str, tuple[str, ...]]:
    """Of the sample's gifts, as `gift_texts` reads them from the rows."""
    products = json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    found: dict[str, list[str]] = {}
    for one in sorted(products, key=lambda product: str(product["sku"])):
        for interest in one["interests"]:
            texts = found.setdefault(interest, [])
            text = f"{one['texts']['en']['name']}. {one['texts']['en']['line']}"
            if len(texts) < _EACH and text not in texts:
                texts.append(text)
    return {interest: tuple(found[interest]) for interest in sorted(found)}
