"""Versions of one product: how a catalogue names them, what they must have in common, and how a version is called where it is
read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from service.catalog.pictures.pictured import shows_its_colour
from service.errors import InvalidInput

if TYPE_CHECKING:
    from service.catalog.entry import ProductEntry

Trait = Literal["colour", "size", "title"]
"""What may set one version apart from another."""
Variant = dict[Trait, dict[str, str]]
"""Trait -> locale -> words, as they stand after the product's name: "in moss green", "140 × 180 cm"."""
_OWN: Final = frozenset({"sku", "stock", "restock_on", "variant"})
"""What a further version says for itself; all else is the product's."""
_COMMA: Final[Mapping[str, str]] = {"ar": "، ", "ja": "、"}
_ANOTHER_COLOUR: Final[Mapping[str, str]] = {
    "en": "The picture shows another colour.",
    "ru": "На картинке показан другой цвет.",
    "is": "Myndin sýnir annan lit.",
    "cs": "Na obrázku je jiná barva.",
    "ro": "În imagine apare altă culoare.",
    "ar": "تُظهر الصورة لونًا آخر.",
    "ja": "写真は別の色です。",
}
"""Where a version's picture doesn't show its colour."""


def each_version(entries: Iterable[Any]) -> list[Any]:
    """A product with `versions` as one entry for each, the product's own sku the first; what is not of that form is left as it is.

    Raises InvalidInput where a version says something that is the whole product's.
    """
    found: list[Any] = []
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("versions"), list):
            found.append(entry)
            continue
        product = {key: value for key, value in entry.items() if key != "versions"}
        product.setdefault("family", product.get("sku"))
        found.append(product)
        for version in entry["versions"]:
            if not isinstance(version, dict) or (strange := set(version) - _OWN):
                what = ", ".join(sorted(strange)) if isinstance(version, dict) else "a version"
                raise InvalidInput(
                    f"Product {product.get('sku')}, versions: {what} can’t be set for one version. "
                    "A version has its own sku, stock, restock_on and variant.",
                    param="file",
                )
            found.append({**product, "restock_on": None, **version})
    return found


def check_families(entries: Iterable[ProductEntry]) -> None:
    """Raises InvalidInput where versions are not told apart, or are not one product: of another kind, category or currency."""
    families: dict[str, list[ProductEntry]] = defaultdict(list)
    for entry in entries:
        families[entry.family or entry.sku].append(entry)
    for family, versions in families.items():
        if len(versions) == 1:
            continue
        first, called = versions[0], set()
        for one in versions:
            for name in ("kind", "category", "currency"):
                if getattr(one, name) != getattr(first, name):
                    raise InvalidInput(
                        f"Product {one.sku}, {name}: all versions of {family} have the same {name}; {first.sku} has "
                        f"{getattr(first, name)!r}.",
                        param="file",
                    )
            words = tuple(sorted((trait, said["en"]) for trait, said in (one.variant or {}).items()))
            if words in called:
                raise InvalidInput(
                    f"Product {one.sku}, variant: two versions of {family} are the same. Give each its own colour, size or title.",
                    param="file",
                )
            called.add(words)


def other_family(sku: str, family: str) -> InvalidInput:
    """The refusal of a known product as a version of another one."""
    return InvalidInput(
        f"Product {sku}, family: it is a version of {family} already, and gifts may count on that. "
        "Give the new version a new sku.",
        param="file",
    )


def kept_families(entries: Iterable[ProductEntry], known: Mapping[str, str]) -> list[ProductEntry]:
    """The entries, those of a workspace's own gifts in the family that they came with: a sheet may name a family by the gift's
    name, which changes. A new version goes where its sisters are.

    `known`: sku -> family of what is there. Raises InvalidInput where versions of one gift came as different gifts.
    """
    entries = list(entries)
    there: dict[str, str] = {}
    for entry in entries:
        family = known.get(entry.sku)
        if entry.words is None or family is None:
            continue
        other = there.setdefault(entry.family or entry.sku, family)
        if other != family:
            raise other_family(entry.sku, family)
    found = []
    for entry in entries:
        kept = there.get(entry.family or entry.sku) if entry.words is not None else None
        found.append(entry if kept is None else entry.model_copy(update={"family": kept}))
    return found


def texts_of_version(entry: ProductEntry) -> dict[str, dict[str, str]]:
    """The product's texts with the version in its name, in every language; in English words where a language has none."""
    texts = {locale: text.as_document() for locale, text in entry.texts.items()}
    colour = (entry.variant or {}).get("colour")
    # What came in a sheet has words of its own, and is drawn of a shape.
    is_pictured = colour is None or shows_its_colour(
        entry.sku, entry.family or entry.sku, colour, is_drawn=entry.words is not None
    )
    for locale, text in texts.items():
        said = [words.get(locale, words["en"]) for words in (entry.variant or {}).values()]
        text["name"] = _COMMA.get(locale, ", ").join([text["name"], *said])
        if not is_pictured:
            space = "" if locale == "ja" else " "
            text["inside"] = f"{text['inside']}{space}{_ANOTHER_COLOUR[locale]}"
    return texts


def plain_texts(
    texts: Mapping[str, Mapping[str, str]], variant: Mapping[str, Mapping[str, str]] | None
) -> dict[str, dict[str, str]]:
    """A version's texts as its product has them: without what `texts_of_version` has put to name and contents."""
    found = {locale: dict(text) for locale, text in texts.items()}
    for locale, text in found.items():
        for words in reversed(list((variant or {}).values())):
            text["name"] = text["name"].removesuffix(_COMMA.get(locale, ", ") + words.get(locale, words["en"]))
        if locale in _ANOTHER_COLOUR:
            text["inside"] = text["inside"].removesuffix(_ANOTHER_COLOUR[locale]).rstrip()
    return found
